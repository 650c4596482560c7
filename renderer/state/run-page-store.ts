import { create } from 'zustand'

export const runPageViews = ['canvas', 'timeline', 'trace', 'log'] as const
export type RunPageView = (typeof runPageViews)[number]

/** How the page of a run is shown: the same for each run that one looks at in turn. */
export const useRunPage = create<{ view: RunPageView }>(() => ({ view: 'canvas' }))

export function showRunAs(view: RunPageView): void {
  useRunPage.setState({ view })
}
