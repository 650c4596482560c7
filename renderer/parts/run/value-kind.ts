import type { Json } from '../../../shared/json.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { clippedMark } from '../../../shared/run/clip.ts'

export type Clipped = { kind: string; size: number; head: Json }

/** What the run feed left of a value that was too long; null for a value that is whole. */
export function clippedOf(value: Json | undefined): Clipped | null {
  if (!isJsonObject(value)) return null
  const mark = value[clippedMark]
  if (!isJsonObject(mark) || typeof mark.kind !== 'string' || typeof mark.size !== 'number') return null
  return { kind: mark.kind, size: mark.size, head: mark.head ?? null }
}

/** A value's text for the clipboard: text as it is, everything else as JSON. */
export function copyText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
