import type { WorkflowSummary } from '../../shared/contract/workflows.ts'

export const sortOrders = ['updated', 'name', 'cost'] as const
export type SortOrder = (typeof sortOrders)[number]

const compare: Record<SortOrder, (a: WorkflowSummary, b: WorkflowSummary) => number> = {
  updated: (a, b) => b.updatedAt - a.updatedAt,
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }),
  cost: (a, b) => b.monthMicroUsd - a.monthMicroUsd || b.updatedAt - a.updatedAt,
}

/** The workflows whose name or description holds every word of the query, in the order asked for. */
export function arrange(list: readonly WorkflowSummary[], query: string, order: SortOrder): WorkflowSummary[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return list
    .filter((entry) => {
      const searched = `${entry.name}\n${entry.description}`.toLocaleLowerCase()
      return words.every((word) => searched.includes(word))
    })
    .sort(compare[order])
}
