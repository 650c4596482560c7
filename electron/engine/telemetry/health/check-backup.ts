import type { HealthCheck } from '../../../../shared/contract/health.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import { answerCheck } from './check.ts'
import { sayAgo, sayDuration } from './words.ts'

/** What is known of backups; null where none are made here. */
export type BackupNews = {
  isOn: boolean
  everyHours: number
  /** When the newest that was found whole was made; null: there is none. */
  lastBackupAt: number | null
  /** Why the last try failed, where it did. */
  lastError: Pick<ErrorInfo, 'message'> | null
}

/** `upMs`: how long the program has been open: one that was just opened has not had the time to make one. */
export type BackupFacts = { news: BackupNews | null; upMs: number; now: number }

const hourMs = 3_600_000
const link = 'niti://settings/backups'

/** How much work would be lost if the database were gone now? */
export function checkBackup({ news, now, upMs }: BackupFacts): HealthCheck {
  if (!news?.isOn) {
    const last = news?.lastBackupAt ? ` The newest is from ${sayAgo(now - news.lastBackupAt)}.` : ''
    const facts = { on: false, lastAt: news?.lastBackupAt ?? null }
    const message = `Backups are not made by themselves.${last}`
    return answerCheck('backup', now, { state: 'off', message, facts, link: news ? link : null })
  }
  const { everyHours, lastBackupAt: lastAt, lastError } = news
  const facts = { on: true, everyHours, lastAt, ageMs: lastAt === null ? null : now - lastAt }
  const answer = (found: Parameters<typeof answerCheck>[2]) => answerCheck('backup', now, { facts, link, ...found })
  if (lastError !== null) {
    return answer({
      state: 'bad',
      message: `The last backup failed: ${lastError.message}`,
      hint: 'Make one now in Settings, Backups.',
    })
  }
  if (lastAt === null && upMs < hourMs) {
    return answer({ state: 'ok', message: 'There is no backup yet; the first is made by itself.' })
  }
  if (lastAt === null) {
    return answer({ state: 'warn', message: 'There is no backup yet.', hint: 'Make one now in Settings, Backups.' })
  }
  const ageMs = now - lastAt
  const message = `The newest backup is from ${sayAgo(ageMs)}`
  // The machine may have slept through one.
  if (ageMs > 2 * everyHours * hourMs + hourMs) {
    const isOld = ageMs > 7 * everyHours * hourMs
    return answer({
      state: isOld ? 'bad' : 'warn',
      message: `${message}, though one is made every ${sayDuration(everyHours * hourMs)}.`,
      hint: 'Make one now in Settings, Backups, and see what it says.',
    })
  }
  return answer({ state: 'ok', message: `${message}.`, link: null })
}
