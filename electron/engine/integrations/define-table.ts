import { hint, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

/** Rows for a sheet: a list of lists, a list of objects (their values in order), or one row. */
export function rowsParam() {
  return valueParam()
    .transform((value, context): Json[][] => {
      const rows = Array.isArray(value) && value.some((row) => typeof row === 'object') ? value : [value]
      return rows.map((row) => {
        if (Array.isArray(row)) return row.map(cellOf)
        if (isJsonObject(row)) return Object.values(row).map(cellOf)
        context.addIssue('is no list of rows; a row is a list of values, or an object')
        return []
      })
    })
    .meta(
      hint({
        title: 'Rows',
        description:
          'A list of rows: each a list of values, or an object whose values stand in the order of the columns.',
        control: 'json',
        placeholder: '[["Ada", 12]]',
      }),
    )
}

/** A cell holds text, a number, true or false, or nothing. */
function cellOf(value: Json): Json {
  return typeof value === 'object' && value !== null ? valueToText(value) : value
}

/**
 * Rows as objects by the names in the first one. Columns without a name are called by their number, and of two with the
 * same name the second gets it behind.
 */
export function rowsAsObjects([header = [], ...rows]: Json[][]): JsonObject[] {
  const width = Math.max(header.length, ...rows.map((row) => row.length))
  const names: string[] = []
  for (let column = 0; column < width; column++) {
    const name = valueToText(header[column] ?? '').trim() || `Column ${column + 1}`
    names.push(names.includes(name) ? `${name} (${column + 1})` : name)
  }
  return rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? ''])))
}

/** A short text that is another for another value; not for secrets (FNV-1a, 32 bits). */
export function contentHash(value: Json): string {
  let hash = 0x811c9dc5
  for (const char of JSON.stringify(value)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
