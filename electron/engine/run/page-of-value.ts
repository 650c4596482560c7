import type { ValuePage } from '../../../shared/contract/runs.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { clipValue } from '../../../shared/run/clip.ts'

type Part = { path: (string | number)[]; offset: number; limit: number }

/** A part of a large value; large values inside it are cut as in the feed. Throws a user error where the path leads nowhere. */
export function pageOfValue(whole: Json, { path, offset, limit }: Part): ValuePage {
  const value = valueAt(whole, path)
  if (typeof value === 'string') {
    return { kind: 'text', total: value.length, offset, value: value.slice(offset, offset + limit) }
  }
  if (Array.isArray(value)) {
    const entries = value.slice(offset, offset + limit).map(clipValue)
    return { kind: 'list', total: value.length, offset, value: entries }
  }
  if (isJsonObject(value)) {
    const keys = Object.keys(value)
    const fields = keys.slice(offset, offset + limit).map((key) => [key, clipValue(value[key] ?? null)] as const)
    return { kind: 'object', total: keys.length, offset, value: Object.fromEntries(fields) }
  }
  return { kind: 'scalar', total: 1, offset: 0, value }
}

function valueAt(whole: Json, path: Part['path']): Json {
  let value = whole
  for (const [depth, key] of path.entries()) {
    const inner = fieldOf(value, key)
    if (inner === undefined) {
      const at = depth === 0 ? 'the value' : `\`${path.slice(0, depth).join('.')}\``
      throw userError('run.no-such-path', `There is no \`${key}\` in ${at}.`, { details: { path } })
    }
    value = inner
  }
  return value
}

function fieldOf(value: Json, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' || /^\d+$/.test(key) ? value[Number(key)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
