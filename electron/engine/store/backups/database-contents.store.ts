import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import type { BackupCounts } from '../../../../shared/contract/backups.ts'

/** What a database file holds, in figures. */
export type DatabaseContents = {
  /** How many migrations it has been through. */
  schema: number
  counts: BackupCounts
  /** Under way, and waiting for their turn. */
  unfinishedRuns: number
  fingerprint: string
}

/** What a file was found to be. */
export type CheckedDatabase = { contents: DatabaseContents; problem: null } | { contents: null; problem: string }

/** Tables in which programs note that they are there. Nobody would miss them. */
const passing = ['engines', 'trigger_keeper', 'upkeep', 'trigger_looks']
/** Tables with no more rows than this are looked at row by row. */
const smallTable = 1_000
/** Pages copied in one go, between two words about how far it has come: 4 MB with pages of 4 KB. */
const pagesPerStep = 1_000
/** Complaints that are told. */
const mostTold = 3

/**
 * Opens a file by itself, reads it through and answers what it holds: whole as SQLite sees it, every reference leading
 * somewhere, and Niti's. Takes as long as reading the file; never throws for what is wrong with it.
 */
export function checkDatabase(path: string): CheckedDatabase {
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    const complaints = db.pragma(`integrity_check(${mostTold})`) as { integrity_check: string }[] // its one column
    const told = complaints.map((row) => row.integrity_check)
    if (told[0] !== 'ok') return { contents: null, problem: `The database is damaged: ${told.join('; ')}` }
    const lost = db.prepare('SELECT "table" FROM pragma_foreign_key_check LIMIT 1').pluck().get()
    if (lost !== undefined) {
      return { contents: null, problem: `The database is damaged: rows of ${String(lost)} belong to nothing.` }
    }
    if (!hasTable(db, 'runs')) return { contents: null, problem: 'It is not a database of Niti.' }
    return { contents: readContents(db), problem: null }
  } catch (thrown) {
    if (!(thrown instanceof Database.SqliteError)) throw thrown
    return { contents: null, problem: `The database cannot be read: ${thrown.message}.` }
  } finally {
    db?.close()
  }
}

/**
 * Copies a database as it is at one moment, and answers what it held then. The moment is held by a transaction that reads:
 * in WAL mode nobody who writes waits for it, and SQLite has no cause to begin the copy again when somebody does.
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number) => void,
): Promise<DatabaseContents> {
  const source = new Database(from, { readonly: true, fileMustExist: true })
  try {
    source.pragma('busy_timeout = 5000')
    source.exec('BEGIN')
    const held = readContents(source)
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages === 0 ? 0 : (totalPages - remainingPages) / totalPages)
        return pagesPerStep
      },
    })
    makeOneFile(to)
    return held
  } finally {
    source.close()
  }
}

/** A copy says of itself that it has a log of late writes beside it. Without one it can be read wherever it is put. */
function makeOneFile(path: string): void {
  const copy = new Database(path)
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** What a file holds as far as it can be read, without reading it through. */
export function contentsOf(path: string): DatabaseContents {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    db.exec('BEGIN')
    return readContents(db)
  } finally {
    db.close()
  }
}

/** The same of one that was just put aside; its log of late writes is worked into it, so that it is one file. */
export function foldIntoOneFile(path: string): DatabaseContents {
  const db = new Database(path, { fileMustExist: true })
  try {
    db.pragma('journal_mode = DELETE')
    return readContents(db)
  } finally {
    db.close()
  }
}

/** How many migrations a file has been through; null where there is none, or what is there is not a database. */
export function schemaOf(path: string): number | null {
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    return db.pragma('user_version', { simple: true }) as number // SQLite keeps it as an integer
  } catch (thrown) {
    // What is wrong with it is for whoever opens it to say. A folder that is not there is a TypeError.
    if (thrown instanceof Database.SqliteError || thrown instanceof TypeError) return null
    throw thrown
  } finally {
    db?.close()
  }
}

/** Reads the figures. Inside a transaction, they are of one moment. */
export function readContents(db: Database.Database): DatabaseContents {
  const count = (table: string, where = '') =>
    hasTable(db, table) ? (db.prepare(`SELECT COUNT(*) FROM ${table} ${where}`).pluck().get() as number) : 0
  return {
    schema: db.pragma('user_version', { simple: true }) as number, // SQLite keeps it as an integer
    counts: {
      workflows: count('workflows', 'WHERE removed_at IS NULL'),
      agents: count('agents'),
      runs: count('runs'),
      calls: count('ledger'),
      conversations: count('conversations'),
    },
    unfinishedRuns: count('runs', "WHERE status IN ('running', 'queued')"),
    fingerprint: fingerprintOf(db),
  }
}

/**
 * The same for the same data. A large table counts by its number of rows, its newest row and its newest change: whatever
 * a run does adds a row to one.
 */
function fingerprintOf(db: Database.Database): string {
  const hash = createHash('sha256')
  const tables = db
    .prepare<[], { name: string; wr: number }>(
      "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all()
  for (const { name, wr } of tables) {
    if (passing.includes(name)) continue
    const quoted = `"${name.replaceAll('"', '""')}"`
    const rows = db.prepare(`SELECT COUNT(*) FROM ${quoted}`).pluck().get() as number
    hash.update(`${name} ${rows}\n`)
    if (rows <= smallTable) {
      for (const row of db.prepare(`SELECT * FROM ${quoted}`).raw().iterate()) hash.update(`${JSON.stringify(row)}\n`)
      continue
    }
    const columns = db.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(name)
    const newest = [
      ...(wr === 0 ? ['MAX(rowid)'] : []),
      ...['updated_at', 'finished_at'].filter((column) => columns.includes(column)).map((column) => `MAX(${column})`),
    ]
    if (newest.length > 0)
      hash.update(
        JSON.stringify(
          db
            .prepare(`SELECT ${newest.join(', ')} FROM ${quoted}`)
            .raw()
            .get(),
        ),
      )
  }
  return hash.digest('hex')
}

function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined
}
