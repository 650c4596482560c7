import { isJsonObject, type Json } from '../../../shared/json.ts'

/**
 * Texts and numbers (as text) at a dotted path, where `*` is every entry of a list; none where nothing is there. An
 * entry of a list without it counts as an empty text, so that a check of all of them cannot pass over one.
 */
export function textsAt(value: Json | undefined, path: string): string[] {
  const [key, ...rest] = path === '' ? [] : path.split('.')
  if (key === undefined) return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
  const further = rest.join('.')
  if (key === '*') return Array.isArray(value) ? value.flatMap((entry) => orEmpty(textsAt(entry, further))) : []
  if (Array.isArray(value)) return textsAt(value[Number(key)], further)
  return isJsonObject(value) && Object.hasOwn(value, key) ? textsAt(value[key], further) : []
}

function orEmpty(texts: string[]): string[] {
  return texts.length > 0 ? texts : ['']
}

/** What a body says as JSON; null where it is none. */
export function jsonOf(body: Uint8Array): Json {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return null
  }
}
