import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts'

/*
 * What is said to somebody's PostgreSQL. Names of tables and columns come from the person and are quoted; values go as
 * parameters.
 */

type Statement = [text: string, values: Json[]]

export const whoAmI = 'SELECT current_user || $$ at $$ || current_database() AS account'

/** The server looks every so often whether its client is still there. */
export const stopWhenGone = 'SET client_connection_check_interval = 2000'

export function limitOf(seconds: number): string {
  return `SET statement_timeout = ${Math.ceil(seconds * 1_000)}`
}

export const listTables = `
  SELECT t.table_schema AS schema, t.table_name AS name,
    CASE t.table_type WHEN 'VIEW' THEN 'view' ELSE 'table' END AS kind,
    json_agg(json_build_object('name', c.column_name, 'type', c.data_type, 'nullable', c.is_nullable = 'YES')
      ORDER BY c.ordinal_position) AS columns
  FROM information_schema.tables t
  JOIN information_schema.columns c USING (table_schema, table_name)
  WHERE ($1 = '' OR t.table_schema = $1) AND t.table_schema NOT IN ('pg_catalog', 'information_schema')
  GROUP BY 1, 2, 3 ORDER BY 1, 2`

/** A column that a row leaves out gets its default there, also where another row has it. */
export function insert(table: string, rows: JsonObject[]): Statement {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const values: Json[] = []
  const lines = rows.map((row) => {
    const cells = columns.map((column) => {
      if (!Object.hasOwn(row, column)) return 'DEFAULT'
      values.push(row[column] ?? null)
      return `$${values.length}`
    })
    return `(${cells.join(', ')})`
  })
  const names = columns.map(quoted).join(', ')
  return [`INSERT INTO ${tableName(table)} (${names}) VALUES ${lines.join(', ')} RETURNING *`, values]
}

export function upsert(table: string, rows: JsonObject[], key: string[]): Statement {
  const [text, values] = insert(table, rows)
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => !key.includes(column))
  // Without a column to change one is set to itself: the row is given back all the same.
  const sets = (columns.length > 0 ? columns : key).map((column) => `${quoted(column)} = EXCLUDED.${quoted(column)}`)
  const conflict = `ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${sets.join(', ')}`
  return [text.replace(/ RETURNING \*$/, ` ${conflict} RETURNING *`), values]
}

export function update(table: string, set: JsonObject, where: JsonObject): Statement {
  const values = Object.values(set)
  const sets = Object.keys(set).map((column, index) => `${quoted(column)} = $${index + 1}`)
  const matching = matches(where, values)
  return [`UPDATE ${tableName(table)} SET ${sets.join(', ')} WHERE ${matching} RETURNING *`, values]
}

export function remove(table: string, where: JsonObject): Statement {
  const values: Json[] = []
  return [`DELETE FROM ${tableName(table)} WHERE ${matches(where, values)}`, values]
}

const mostNewRows = 500

export function newest(table: string, column: string): string {
  return `SELECT max(${quoted(column)})::text AS niti_position FROM ${tableName(table)}`
}

export function rowsAfter(table: string, column: string, after: string | null): Statement {
  const name = quoted(column)
  const isNew = after === null ? `${name} IS NOT NULL` : `${name} > $1`
  const text = `SELECT *, ${name}::text AS niti_position FROM ${tableName(table)} WHERE ${isNew} ORDER BY ${name} LIMIT ${mostNewRows}`
  return [text, after === null ? [] : [after]]
}

/** Adds to `values`. */
function matches(where: JsonObject, values: Json[]): string {
  return Object.entries(where)
    .map(([column, value]) => {
      if (value === null) return `${quoted(column)} IS NULL`
      values.push(value)
      return `${quoted(column)} = $${values.length}`
    })
    .join(' AND ')
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** `schema.table`; a name that is quoted already may hold dots. */
function tableName(text: string): string {
  const parts = text.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [text]
  return parts.map((part) => (/^".*"$/.test(part) ? part : quoted(part))).join('.')
}

/** Lists and objects go as JSON: columns of lists take a text of their own kind from a query. */
export function parameterOf(value: Json): Json {
  return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value) : value
}

/** Types as PostgreSQL numbers them. */
const types: Record<number, (text: string) => Json> = {
  16: (text) => text === 't', // bool
  20: wholeOf, // int8
  21: Number, // int2
  23: Number, // int4
  26: Number, // oid
  700: numberOf, // float4
  701: numberOf, // float8
  114: JSON.parse, // json
  3802: JSON.parse, // jsonb
}

/** Numbers, booleans and JSON as such, everything else (dates, decimals, lists) as PostgreSQL writes it: nothing is lost. */
export function parserOf(type: number): (text: string) => Json {
  return types[type] ?? ((text) => text)
}

function wholeOf(text: string): Json {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}

function numberOf(text: string): Json {
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}
