import { isDeepStrictEqual } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import type { BackupJob, BackupNews } from './backup-thread.ts'
import { type CheckedDatabase, checkDatabase, contentsOf, copyDatabase } from './database-contents.store.ts'
import { syncFile } from './whole-file.ts'

/**
 * Writes and checks backups on a thread of its own, with connections of its own: nothing else in the program waits for it.
 */

function tell(news: BackupNews): void {
  parentPort?.postMessage(news)
}

async function write(from: string, to: string): Promise<CheckedDatabase> {
  const held = await copyDatabase(from, to, (done) => tell({ kind: 'progress', done }))
  syncFile(to)
  tell({ kind: 'progress', done: null })
  const found = checkDatabase(to)
  if (found.contents && !isDeepStrictEqual(found.contents, held)) {
    return { contents: null, problem: 'It does not hold what the database held when it was copied.' }
  }
  return found
}

function work(job: BackupJob): Promise<CheckedDatabase> | CheckedDatabase {
  if (job.do === 'write') return write(job.from, job.to)
  return job.do === 'check' ? checkDatabase(job.path) : { contents: contentsOf(job.path), problem: null }
}

const job = workerData as BackupJob // as `inBackupThread` hands it over
try {
  tell({ kind: 'done', checked: await work(job) })
} catch (thrown) {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  tell({ kind: 'failed', code, message: thrown instanceof Error ? thrown.message : String(thrown) })
}
