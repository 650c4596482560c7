import type { HealthCheck } from '../../../../shared/contract/health.ts'
import { answerCheck } from './check.ts'
import type { Integrity } from './memory.ts'
import { sayAgo, sayBytes, sayDuration } from './words.ts'

/** What was found at the place of the database file; `problem` in words where it is not what was opened. */
export type FileFound = { path: string; bytes: number; problem: string | null }

export type DatabaseFacts = {
  file: FileFound
  /** The last write that was tried: how long it took, or what the database complained of; null: none so far. */
  write: { at: number; ms: number; error: string | null } | null
  /** When it was last read from end to end; null: never. */
  integrity: Integrity | null
  isBeingRead: boolean
  now: number
}

const restoreHint = 'Restore a backup in Settings, Backups. What is there now is kept beside it.'
/** A write that takes longer holds everything up. */
const slowWriteMs = 2_000

/** Is it there, does it take what is written, and is it whole? */
export function checkDatabase({ file, write, integrity, isBeingRead, now }: DatabaseFacts): HealthCheck {
  const facts = {
    path: file.path,
    bytes: file.bytes,
    writable: write ? write.error === null : null,
    writeMs: write?.ms ?? null,
    integrityAt: integrity?.at ?? null,
    intact: integrity ? integrity.problems.length === 0 : null,
  }
  const answer = (found: Parameters<typeof answerCheck>[2]) => answerCheck('database', now, { facts, ...found })
  if (file.problem !== null) {
    return answer({ state: 'bad', message: file.problem, hint: restoreHint, link: 'niti://settings/backups' })
  }
  if (write?.error) {
    return answer({
      state: 'bad',
      message: `The database does not take what is written: ${write.error}.`,
      hint: 'Look at the room on the disk and at who may write in the data folder, then look again.',
      link: 'niti://settings/storage',
    })
  }
  if (integrity && integrity.problems.length > 0) {
    const [first = ''] = integrity.problems
    return answer({
      state: 'bad',
      message: `The database is damaged: ${first}.`,
      hint: restoreHint,
      link: 'niti://settings/backups',
      parts: integrity.problems.map((problem) => ({ title: problem, state: 'bad', message: '', link: null })),
    })
  }
  const read = isBeingRead
    ? 'it is being read from end to end now'
    : integrity
      ? `read from end to end ${sayAgo(now - integrity.at)} and found whole`
      : 'not read from end to end so far'
  if (write && write.ms > slowWriteMs) {
    return answer({
      state: 'warn',
      message: `The database takes ${sayDuration(write.ms)} for one write; ${read}.`,
      hint: 'See what else keeps the disk busy, or move the data folder to a faster one.',
    })
  }
  const written = write ? `took a write in ${Math.round(write.ms)} ms` : 'is there'
  return answer({ state: 'ok', message: `The database (${sayBytes(file.bytes)}) ${written}; ${read}.` })
}
