import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'

/** When something begins or ends: `2026-01-31` for whole days, else a time as in RFC 3339, with or without its offset. */
export function timeParam({ title, description }: { title: string; description?: string }) {
  return textParam({ required: true })
    .refine(
      (text) => Number.isFinite(Date.parse(text)),
      'is no date or time such as 2026-01-31 or 2026-01-31T09:00:00Z',
    )
    .meta(
      hint({
        title,
        description: description ?? 'Whole days: only a date. A time without offset is meant in the time zone.',
        placeholder: '2026-01-31T09:00:00',
      }),
    )
}

/** The time zone of times that do not say theirs. */
export function timeZoneParam() {
  return z
    .string()
    .default('UTC')
    .refine(isTimeZone, 'is no time zone such as Europe/Berlin')
    .meta(hint({ title: 'Time zone', placeholder: 'Europe/Berlin' }))
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** A date without a time: the whole day is meant. */
export function isWholeDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text.trim())
}

/** The moment a text names as an instant in UTC; one without an offset is meant in UTC. */
export function instantOf(text: string): string {
  const hasOffset = isWholeDay(text) || /(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim())
  return new Date(hasOffset ? text : `${text}Z`).toISOString()
}
