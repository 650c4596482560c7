import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

/** The value at a dotted path (`data.items`, `entries.0.id`); the value itself for an empty one. Undefined where nothing is. */
export function valueAt(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value
  for (const key of path === '' ? [] : path.split('.')) {
    if (Array.isArray(found)) found = found[Number(key)]
    else found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
  }
  return found
}

/** The same object with a value at a dotted path; objects that are missing on the way are made. */
export function withValueAt(object: JsonObject, path: string, value: Json): JsonObject {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) return { ...object, [first]: value }
  const inner = object[first]
  return { ...object, [first]: withValueAt(isJsonObject(inner) ? inner : {}, rest.join('.'), value) }
}
