import {
  type DashboardFilter,
  type DashboardRange,
  dashboardFilter,
  dashboardRange,
} from '../../shared/contract/dashboard.ts'
import { isTimeZone } from '../../shared/workflow/time-zone.ts'
import { parseRunFilter, writeRunFilter } from './run-query.ts'

/** What the Dashboard shows. `timeZone` null: that of the settings. */
export type DashboardQuery = { range: DashboardRange; timeZone: string | null; filter: DashboardFilter }

export const usualDashboardQuery: DashboardQuery = { range: '7d', timeZone: null, filter: {} }

const known = new Set(['range', 'zone', 'workflow', 'agent', 'integration', 'model', 'status', 'trigger'])

/** The part of an address after `?`; null where it says something that there is not. */
export function parseDashboardQuery(asked: string): DashboardQuery | null {
  const given = new Map(new URLSearchParams(asked))
  if ([...given.keys()].some((name) => !known.has(name))) return null
  const range = dashboardRange.safeParse(given.get('range') ?? usualDashboardQuery.range)
  const timeZone = given.get('zone') ?? null
  const filter = parseRunFilter(given)
  if (!range.success || !filter || (timeZone !== null && !isTimeZone(timeZone))) return null
  return { range: range.data, timeZone, filter: dashboardFilter.parse(filter) }
}

/** The same back; what is as usual is left out. */
export function writeDashboardQuery({ range, timeZone, filter }: DashboardQuery): string {
  const parts = [
    ...(range === usualDashboardQuery.range ? [] : [['range', range] as const]),
    ...(timeZone === null ? [] : [['zone', timeZone] as const]),
    ...writeRunFilter(filter),
  ]
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

/** Whether two ask for the same. */
export function isSameDashboard(one: DashboardQuery, other: DashboardQuery): boolean {
  return one === other || writeDashboardQuery(one) === writeDashboardQuery(other)
}
