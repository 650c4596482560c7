import { create } from 'zustand'

const storageKey = 'niti.open-workflows'

/** The workflows that stand as tabs in the top bar, in their order. Kept by this window for its next start. */
export const useOpenTabs = create<{ workflowIds: string[] }>(() => ({ workflowIds: readStored() }))

useOpenTabs.subscribe(({ workflowIds }) => {
  try {
    localStorage.setItem(storageKey, JSON.stringify(workflowIds))
  } catch {
    // Storage is closed to this page: tabs last as long as the window.
  }
})

export function openTab(workflowId: string): void {
  const { workflowIds } = useOpenTabs.getState()
  if (!workflowIds.includes(workflowId)) useOpenTabs.setState({ workflowIds: [...workflowIds, workflowId] })
}

/** Closes it and answers which tab to show instead: its right neighbour, else its left one, else none. */
export function closeTab(workflowId: string): string | null {
  const { workflowIds } = useOpenTabs.getState()
  const index = workflowIds.indexOf(workflowId)
  if (index < 0) return null
  const rest = workflowIds.filter((id) => id !== workflowId)
  useOpenTabs.setState({ workflowIds: rest })
  return rest[index] ?? rest[index - 1] ?? null
}

/** Drops tabs of workflows that are no longer there. */
export function keepTabs(existing: ReadonlySet<string>): void {
  const { workflowIds } = useOpenTabs.getState()
  const rest = workflowIds.filter((id) => existing.has(id))
  if (rest.length < workflowIds.length) useOpenTabs.setState({ workflowIds: rest })
}

function readStored(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string').slice(0, 50) : []
  } catch {
    return []
  }
}
