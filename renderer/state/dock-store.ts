import { create } from 'zustand'
import { togglePanel } from './panels-store.ts'

export type DockTab = 'timeline' | 'log' | 'problems' | 'history' | 'versions'

/** Which part of the dock is shown, the same for all workflows. */
export const useDockStore = create<{ tab: DockTab }>(() => ({ tab: 'timeline' }))

export function showDockTab(tab: DockTab): void {
  useDockStore.setState({ tab })
}

/** Opens the dock, where it is closed, at this tab. */
export function openDock(tab: DockTab): void {
  useDockStore.setState({ tab })
  togglePanel('dock', true)
}
