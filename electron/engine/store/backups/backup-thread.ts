import { Worker } from 'node:worker_threads'
import { cancelledError, externalError } from '../../../../shared/errors.ts'
import type { CheckedDatabase } from './database-contents.store.ts'

/** Beside this file as source, and in the flat folder of the bundle. */
const workerFile = import.meta.url.endsWith('.ts') ? './backup-worker.ts' : './backup-worker.js'

export type BackupJob = { do: 'write'; from: string; to: string } | { do: 'check' | 'contents'; path: string }

export type BackupNews =
  /** From 0 to 1; null: it is written and being read back. */
  | { kind: 'progress'; done: number | null }
  | { kind: 'done'; checked: CheckedDatabase }
  | { kind: 'failed'; code: string; message: string }

type While = { onProgress?: ((done: number | null) => void) | undefined; signal?: AbortSignal | undefined }

/**
 * Writes or checks a backup on a thread of its own. Rejects with `backup.no-room`, `store.damaged` or `backup.failed`, or
 * as cancelled when the signal aborts, which ends the thread.
 */
export function inBackupThread(job: BackupJob, { onProgress, signal }: While = {}): Promise<CheckedDatabase> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelledError())
    const worker = new Worker(new URL(workerFile, import.meta.url), { workerData: job, env: {}, execArgv: [] })
    const stop = () => {
      reject(cancelledError())
      void worker.terminate()
    }
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', (news: BackupNews) => {
      if (news.kind === 'progress') onProgress?.(news.done)
      else if (news.kind === 'done') resolve(news.checked)
      else reject(explain(job, news))
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', stop)
      // Too late to matter where it has answered.
      reject(new Error(`the backup thread ended with ${code}`))
    })
  })
}

function explain(job: BackupJob, { code, message }: { code: string; message: string }): Error {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return externalError('backup.no-room', 'The disk became full while the backup was written.', {
      hint: 'Free some room, or choose another folder for backups.',
    })
  }
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) {
    const what = job.do === 'write' ? job.from : job.path
    return externalError('store.damaged', `${what} is damaged and cannot be copied (${message}).`, {
      hint: 'Restore a backup: in Settings, under Backups, or with `niti restore` while Niti is closed.',
    })
  }
  return externalError('backup.failed', `The backup could not be written: ${message}.`, { retryable: true })
}
