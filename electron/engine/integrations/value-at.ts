import { isJsonObject, type Json } from '../../../shared/json.ts'

/** The value at a dotted path (`data.items`, `entries.0.id`); the value itself for an empty one. Undefined where nothing is. */
export function valueAt(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value
  for (const key of path === '' ? [] : path.split('.')) {
    if (Array.isArray(found)) found = found[Number(key)]
    else found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
  }
  return found
}
