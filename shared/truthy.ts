import type { Json } from './json.ts'

/** Whether a condition holds. False is: nothing, empty text, 0, false, the text “false” and an empty list. */
export function isTruthy(value: Json | undefined): boolean {
  if (typeof value === 'string') return !['', 'false'].includes(value.trim().toLowerCase())
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
