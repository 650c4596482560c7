import Database from 'better-sqlite3'
import type { Json } from '../../../../shared/json.ts'
import type { SqliteAnswer, SqliteAsk, SqliteReady } from './sqlite-messages.ts'

/*
 * The process that has somebody's database file open: one statement after the other. It is killed where one takes too long.
 */

const busyTimeoutMs = 5_000
/** Of all texts and bytes of an answer together. */
const mostChars = 16 * 1024 * 1024

const [file = '', access] = process.argv.slice(2)
const say = (message: SqliteReady | SqliteAnswer) => process.send?.(message)

// Whoever started it is gone.
process.once('disconnect', () => process.exit())

try {
  const db = new Database(file, {
    readonly: access === 'read',
    fileMustExist: access === 'read',
    timeout: busyTimeoutMs,
  })
  // Reads the file: one that is no database shows only then.
  db.pragma('schema_version')
  process.on('message', (message) => say(answer(db, message as SqliteAsk))) // from sqlite-process.ts alone
  say({ ready: true })
} catch (thrown) {
  say({ ready: false, message: thrown instanceof Error ? thrown.message : String(thrown) })
}

function answer(db: Database.Database, ask: SqliteAsk): SqliteAnswer {
  try {
    return { id: ask.id, ...run(db, ask) }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    const code = thrown instanceof Database.SqliteError ? thrown.code : 'SQLITE_ERROR'
    return { id: ask.id, error: { code, message } }
  }
}

function run(db: Database.Database, { statement, parameters, most, onlyReads }: SqliteAsk): Omit<SqliteAnswer, 'id'> {
  refuseOtherFiles(statement)
  const prepared = db.prepare(statement).safeIntegers(true)
  if (onlyReads && !prepared.readonly) {
    throw new Error('this changes something; “Execute a statement” does that')
  }
  const values = (Array.isArray(parameters) ? parameters : [parameters]) as unknown[] // as better-sqlite3 takes them
  if (!prepared.reader) {
    const { changes, lastInsertRowid } = prepared.run(...values)
    return { changes, lastId: changes > 0 ? (wholeOf(lastInsertRowid) as number | string) : null } // of an integer
  }
  const before = db.prepare('SELECT total_changes() AS n').pluck().get() as number
  const rows: Json[] = []
  let chars = 0
  for (const row of prepared.iterate(...values)) {
    const cells = Object.entries(row as Record<string, unknown>).map(([name, value]) => [name, cellOf(value)] as const)
    for (const [, value] of cells) chars += typeof value === 'string' ? value.length : 8
    if (chars > mostChars) throw new Error(`the rows are larger than ${mostChars / 1024 / 1024} MB`)
    if (rows.length < most) rows.push(Object.fromEntries(cells))
    // What changes something is carried out to its end, however few of its rows are wanted.
    else if (prepared.readonly) break
  }
  const changes = (db.prepare('SELECT total_changes() AS n').pluck().get() as number) - before
  return { rows, changes }
}

/**
 * The person named one file. Other ones are reached by a statement of their own kind only, and the driver takes one
 * statement at a time, so its first words tell.
 */
function refuseOtherFiles(statement: string): void {
  const bare = statement.replace(/^(\s|;|--[^\n]*(\n|$)|\/\*[\s\S]*?(\*\/|$))+/, '')
  if (/^(attach|detach)\b/i.test(bare) || /^vacuum\b[\s\S]*\binto\b/i.test(bare)) {
    throw new Error('a connection reaches its own file and no other')
  }
}

function cellOf(value: unknown): Json {
  if (typeof value === 'bigint' || typeof value === 'number') return wholeOf(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'string' ? value : null
}

/** Whole numbers that JSON cannot hold stay texts. */
function wholeOf(value: bigint | number): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value)
}
