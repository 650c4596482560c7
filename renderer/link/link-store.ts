import { create } from 'zustand'

/** `connecting` until the engine first answers, `open` while it does, `lost` from then until it is back. */
export type LinkState = 'connecting' | 'open' | 'lost'

/** How the page stands with the engine; `opens` counts how often the way was made, so that feeds know to go on. */
export const useLinkStore = create<{ state: LinkState; opens: number }>(() => ({ state: 'connecting', opens: 0 }))

export function markOpen(): void {
  useLinkStore.setState(({ opens }) => ({ state: 'open', opens: opens + 1 }))
}

export function markLost(): void {
  useLinkStore.setState(({ state }) => ({ state: state === 'connecting' ? 'connecting' : 'lost' }))
}

/** Calls back each time the engine is there again after it was lost. The answer stops that. */
export function onReopened(callback: () => void): () => void {
  return useLinkStore.subscribe((now, before) => {
    if (now.opens > before.opens && now.opens > 1) callback()
  })
}
