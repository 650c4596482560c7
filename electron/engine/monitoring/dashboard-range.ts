import type { CostRange } from '../../../shared/contract/costs.ts'
import type { Dashboard, DashboardRange } from '../../../shared/contract/dashboard.ts'
import { machineZone, wallTime } from '../../../shared/workflow/time-zone.ts'
import { type Span, spanOf } from '../costs/cost-range.ts'

export type DashboardSpan = Span & {
  /** As long a time before. */
  before: Span
  bucket: Dashboard['bucket']
  buckets: { at: number; to: number; label: string }[]
}

const quarterMs = 900_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * From when to when a range reaches, in a time zone (null: this machine's). Lengths in days are calendar days, today is the
 * last of them; 24 hours begin with an hour. A range that holds this moment ends with its quarter of an hour, so that what
 * is compared with the time before has had as long to happen.
 * @throws a user error for dates before 1970 or more than a hundred years.
 */
export function dashboardSpan(
  range: DashboardRange,
  { nowMs, zone }: { nowMs: number; zone: string | null },
): DashboardSpan {
  const soon = (Math.floor(nowMs / quarterMs) + 1) * quarterMs
  const whole = range === '24h' ? hoursUntil(nowMs, zone) : daysOf(range, { nowMs, zone })
  const from = toQuarter(whole.from)
  const end = toQuarter(whole.to)
  const to = nowMs < from ? end : Math.min(end, soon)
  const before = toQuarter(whole.before.from)
  const starts = whole.starts.map(({ at, label }) => ({ at: toQuarter(at), label })).filter(({ at }) => at < to)
  return {
    ...{ from, to, bucket: whole.bucket },
    before: { from: before, to: Math.min(toQuarter(whole.before.to), before + (to - from)) },
    buckets: starts.map((start, index) => ({ ...start, to: starts[index + 1]?.at ?? to })),
  }
}

type Whole = Span & { before: Span; bucket: Dashboard['bucket']; starts: { at: number; label: string }[] }

function daysOf(range: Exclude<DashboardRange, '24h'>, { nowMs, zone }: { nowMs: number; zone: string | null }): Whole {
  const { from, to, before, buckets } = spanOf(asCostRange(range), { nowMs, zone, firstMs: null })
  return { from, to, before: before ?? { from, to: from }, ...buckets }
}

function asCostRange(range: Exclude<DashboardRange, '24h'>): Exclude<CostRange, 'all'> {
  if (range === '7d') return 'last-7-days'
  if (range === '30d') return 'last-30-days'
  return range === '90d' ? 'last-90-days' : range
}

/** The hour that it is, and the 23 before. */
function hoursUntil(nowMs: number, zone: string | null): Whole {
  const label = (at: number) => wallTime(at, zone ?? machineZone()).slice(0, 16)
  const quarter = toQuarter(nowMs)
  const minutesPast = Number(label(quarter).slice(14))
  const to = quarter - minutesPast * 60_000 + hourMs
  const from = to - dayMs
  const starts = Array.from({ length: 24 }, (_, index) => from + index * hourMs)
  return {
    ...{ from, to, before: { from: from - dayMs, to: from }, bucket: 'hour' },
    starts: starts.map((at) => ({ at, label: label(at) })),
  }
}

/** All clocks on earth have differed by quarters of an hour for fifty years; what is kept is by quarters too. */
function toQuarter(at: number): number {
  return Math.floor(at / quarterMs) * quarterMs
}
