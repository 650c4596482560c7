import { create } from 'zustand'
import { type SortOrder, sortOrders } from './arrange.ts'

export type ListView = { layout: 'grid' | 'list'; order: SortOrder }

const storageKey = 'niti.workflow-list'

/** How this window shows the list; kept for its next start. */
export const useListView = create<ListView>(readStored)

export function changeListView(change: Partial<ListView>): void {
  useListView.setState(change)
  try {
    localStorage.setItem(storageKey, JSON.stringify(useListView.getState()))
  } catch {
    // Storage is closed to this page: the choice lasts as long as the window.
  }
}

function readStored(): ListView {
  let stored: Partial<Record<keyof ListView, unknown>> | null = null
  try {
    stored = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
  } catch {
    // Not ours, or closed to this page: the defaults hold.
  }
  const order = sortOrders.find((known) => known === stored?.order)
  return { layout: stored?.layout === 'list' ? 'list' : 'grid', order: order ?? 'updated' }
}
