import { isDeepStrictEqual } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { BackupJob, BackupNews } from './backup-thread.ts'
import { type CheckedDatabase, checkDatabase, readContents } from './database-contents.ts'
import { syncFile } from './whole-file.ts'

/**
 * Writes and checks backups on a thread of its own, with connections of its own: nothing else in the program waits for it.
 */

/** Pages copied in one go, between two words about how far it has come: 4 MB with pages of 4 KB. */
const pagesPerStep = 1_000

function tell(news: BackupNews): void {
  parentPort?.postMessage(news)
}

/**
 * Copies a database as it is at one moment. The moment is held by a transaction that reads: in WAL mode nobody who writes
 * waits for it, and SQLite has no cause to begin the copy again when somebody does.
 */
async function write(from: string, to: string): Promise<CheckedDatabase> {
  const source = new Database(from, { readonly: true, fileMustExist: true })
  let held: ReturnType<typeof readContents>
  try {
    source.pragma('busy_timeout = 5000')
    source.exec('BEGIN')
    held = readContents(source)
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        tell({ kind: 'progress', done: totalPages === 0 ? 0 : (totalPages - remainingPages) / totalPages })
        return pagesPerStep
      },
    })
    source.exec('COMMIT')
  } finally {
    source.close()
  }
  makeOneFile(to)
  syncFile(to)
  tell({ kind: 'progress', done: null })
  const found = checkDatabase(to)
  if (found.contents && !isDeepStrictEqual(found.contents, held)) {
    return { contents: null, problem: 'It does not hold what the database held when it was copied.' }
  }
  return found
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

/** What it holds as far as it can be read, without reading it through. */
function look(path: string): CheckedDatabase {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    db.exec('BEGIN')
    return { contents: readContents(db), problem: null }
  } finally {
    db.close()
  }
}

const job = workerData as BackupJob // as `inBackupThread` hands it over
try {
  const checked =
    job.do === 'write' ? await write(job.from, job.to) : job.do === 'check' ? checkDatabase(job.path) : look(job.path)
  tell({ kind: 'done', checked })
} catch (thrown) {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  tell({ kind: 'failed', code, message: thrown instanceof Error ? thrown.message : String(thrown) })
}
