import type { HealthCheck } from '../../../../shared/contract/health.ts'
import { answerCheck } from './check.ts'
import { sayBytes } from './words.ts'

export type DiskFacts = { freeBytes: number; totalBytes: number; databaseBytes: number; now: number }

const megabyte = 1024 * 1024
/** Below it, the next large value may not fit. */
const badBytes = 200 * megabyte
const warnBytes = 1024 * megabyte

/** Is there room for what comes, and for a copy of the database beside it? */
export function checkDisk({ freeBytes, totalBytes, databaseBytes, now }: DiskFacts): HealthCheck {
  const facts = { freeBytes, totalBytes, databaseBytes }
  const state = freeBytes < badBytes ? 'bad' : freeBytes < Math.max(warnBytes, databaseBytes) ? 'warn' : 'ok'
  const free = `${sayBytes(freeBytes)} of ${sayBytes(totalBytes)} are free on the disk of the data folder`
  if (state === 'ok') return answerCheck('disk', now, { state, message: `${free}.`, facts })
  const isForCopy = freeBytes >= warnBytes
  return answerCheck('disk', now, {
    state,
    message: isForCopy ? `${free}: less than a copy of the database takes.` : `Only ${free}.`,
    hint: 'Free some room: Settings, Storage shows what runs take and removes what is old.',
    link: 'niti://settings/storage',
    facts,
  })
}
