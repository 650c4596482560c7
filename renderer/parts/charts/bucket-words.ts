import { microUsdPerUsd } from '../../../shared/money.ts'
import { formatCompactCount } from '../../ui/format.ts'

export type Bucket = 'hour' | 'day' | 'week' | 'month'

const forms: Record<Bucket, { short: Intl.DateTimeFormatOptions; long: Intl.DateTimeFormatOptions }> = {
  hour: {
    short: { hour: '2-digit', minute: '2-digit' },
    long: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  },
  day: {
    short: { day: 'numeric', month: 'short' },
    long: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  },
  week: { short: { day: 'numeric', month: 'short' }, long: { day: 'numeric', month: 'short', year: 'numeric' } },
  month: { short: { month: 'short', year: 'numeric' }, long: { month: 'long', year: 'numeric' } },
}

/** When a bucket begins, as calendars and clocks say it in the time zone. */
export function bucketWords(
  { bucket, timeZone }: { bucket: Bucket; timeZone: string },
  atMs: number,
  form: 'short' | 'long',
): string {
  return new Date(atMs).toLocaleString('en-GB', { ...forms[bucket][form], timeZone })
}

/** Money beside an axis, where there is little room: `$0.05`, `$12`, `$1.2k`. */
export function axisMoney(microUsd: number): string {
  const usd = microUsd / microUsdPerUsd
  if (usd < 1) return `$${Number(usd.toPrecision(3))}`
  return `$${usd >= 1_000 ? formatCompactCount(usd) : Number(usd.toFixed(2))}`
}
