import {
  type CostFilter,
  type CostGrouping,
  type CostRange,
  costGrouping,
  costRange,
} from '../../shared/contract/costs.ts'

/** What the Costs screen shows. */
export type CostQuery = { range: CostRange; by: CostGrouping; filter: CostFilter }

export const usualCostQuery: CostQuery = { range: 'this-month', by: 'model', filter: {} }

/** What the address calls each field of the filter, in its order there. */
const filterNames: readonly (readonly [keyof CostFilter, string])[] = [
  ['model', 'model'],
  ['provider', 'provider'],
  ['workflowId', 'workflow'],
  ['agentId', 'agent'],
  ['runId', 'run'],
]

/** The part of an address after `?`; null where it says something that there is not. */
export function parseCostQuery(asked: string): CostQuery | null {
  const given = new Map(new URLSearchParams(asked))
  const range = costRange.safeParse(given.get('range') ?? usualCostQuery.range)
  const by = costGrouping.safeParse(given.get('by') ?? usualCostQuery.by)
  if (!range.success || !by.success) return null
  const filter: CostFilter = {}
  for (const [field, name] of filterNames) {
    const value = given.get(name)
    if (value) filter[field] = value
  }
  const known = new Set(['range', 'by', ...filterNames.map(([, name]) => name)])
  if ([...given.keys()].some((name) => !known.has(name))) return null
  return { range: range.data, by: by.data, filter }
}

/** The same back; what is as usual is left out. */
export function writeCostQuery({ range, by, filter }: CostQuery): string {
  const parts = [
    ...(range === usualCostQuery.range ? [] : [['range', range] as const]),
    ...(by === usualCostQuery.by ? [] : [['by', by] as const]),
    ...filterNames.flatMap(([field, name]) => {
      const value = filter[field]
      return value === undefined ? [] : [[name, value] as const]
    }),
  ]
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

/** The field of the filter that narrows to one row of a breakdown. */
export const fieldOfGrouping: Record<CostGrouping, keyof CostFilter> = {
  model: 'model',
  workflow: 'workflowId',
  provider: 'provider',
  agent: 'agentId',
}

/** Only what belongs to `key` of the grouping. */
export function narrow(query: CostQuery, by: CostGrouping, key: string): CostQuery {
  return { ...query, filter: { ...query.filter, [fieldOfGrouping[by]]: key } }
}

export function widen(query: CostQuery, field: keyof CostFilter): CostQuery {
  const { [field]: _, ...filter } = query.filter
  return { ...query, filter }
}

/** Whether two ask for the same. */
export function isSameQuery(one: CostQuery, other: CostQuery): boolean {
  return one === other || writeCostQuery(one) === writeCostQuery(other)
}
