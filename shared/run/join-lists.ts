import { describeKind } from '../catalog/param.ts'
import { userError } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** What several lists that arrive at a node become when their entries are brought together by a key. */
export type Join = {
  /** The field both sides have: `id`, or a path such as `user.id`. */
  key: string
  /** Which keys stay: those every list has, those of the first list, or those of any. */
  keep: 'inner' | 'left' | 'full'
  withoutKey: 'fail' | 'skip'
}

export type NamedList = { from: string; value: Json }
type Rows = Map<string, JsonObject[]>

/** Entries of the same key multiply, as in SQL; beyond this many it is a mistake and not a join. */
const mostRows = 1_000_000

/**
 * Joins lists of objects. Fields of a later list win over those of an earlier one. `1` and `"1"` are the same key, as a
 * table read from a file has nothing but text. Entries stand in the order of the first list, then in that of the others.
 */
export function joinLists(lists: NamedList[], join: Join): JsonObject[] {
  const [first, ...rest] = lists.map((list) => rowsByKey(list, join))
  if (!first) return []
  const joined = rest.reduce((rows, next) => joinTwo(rows, next, join), first)
  return [...joined.values()].flat()
}

function joinTwo(rows: Rows, next: Rows, { keep, key }: Join): Rows {
  const joined: Rows = new Map()
  let count = 0
  const put = (value: string, made: JsonObject[]) => {
    count += made.length
    joined.set(value, made)
  }
  for (const [value, own] of rows) {
    const others = next.get(value)
    if (others && count + own.length * others.length > mostRows) throw tooMany(key)
    if (others)
      put(
        value,
        own.flatMap((one) => others.map((other) => ({ ...one, ...other }))),
      )
    else if (keep !== 'inner') put(value, own)
  }
  if (keep === 'full') for (const [value, others] of next) if (!rows.has(value)) put(value, others)
  return joined
}

function rowsByKey({ from, value }: NamedList, { key, withoutKey }: Join): Rows {
  if (!Array.isArray(value)) {
    throw userError('merge.not-a-list', `What came from \`${from}\` is ${describeKind(value)}, not a list.`, {
      hint: 'Merging by key takes a list from every wire.',
    })
  }
  const rows: Rows = new Map()
  const path = key.split('.')
  for (const [index, entry] of value.entries()) {
    const found = keyOf(entry, path)
    if (found === null || !isJsonObject(entry)) {
      if (withoutKey === 'skip') continue
      throw withoutKeyError({ from, index, entry, key })
    }
    const same = rows.get(found)
    if (same) same.push(entry)
    else rows.set(found, [entry])
  }
  return rows
}

function keyOf(entry: Json, path: string[]): string | null {
  let value: Json | undefined = entry
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return null
    value = value[name]
  }
  if (value === null || value === undefined || value === '' || typeof value === 'object') return null
  return String(value)
}

function withoutKeyError({ from, index, entry, key }: { from: string; index: number; entry: Json; key: string }) {
  const what = isJsonObject(entry)
    ? `has no \`${key}\` that is a text or a number`
    : `is ${describeKind(entry)}, not an object`
  return userError('merge.no-key', `Entry ${index + 1} of the list from \`${from}\` ${what}.`, {
    field: 'params.key',
    hint: 'Name a field that every entry has, or leave out entries without it.',
  })
}

function tooMany(key: string) {
  return userError('merge.too-many', `Merged by \`${key}\`, the lists would give over ${mostRows} entries.`, {
    field: 'params.key',
    hint: 'Many entries have the same key: choose a field that tells them apart.',
  })
}
