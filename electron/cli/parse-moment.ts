const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

/**
 * A moment in milliseconds since the epoch: `24h` and the like before now, a date, or a date and time, both in the time of
 * this machine unless it says another. A date is its beginning, as the end of a span its end. Null: none of these.
 */
export function parseMoment(text: string, end: 'from' | 'to', nowMs: number): number | null {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? []
  if (unit !== '') return nowMs - Number(count) * (unitMs[unit] ?? 0)
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year !== undefined) {
    const date = new Date(Number(year), Number(month) - 1, Number(day))
    // There is no 30th of February: it would be taken for the 2nd of March.
    if (date.getMonth() !== Number(month) - 1 || date.getDate() !== Number(day)) return null
    if (end === 'to') date.setDate(date.getDate() + 1)
    return date.getTime()
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? null : at
}
