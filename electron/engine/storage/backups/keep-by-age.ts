import type { Backup, BackupSettings } from '../../../../shared/contract/backups.ts'

const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** What was made before the database changed its shape is of use until one is sure to stay with the update. */
const migrationKeptMs = 90 * dayMs

type Aged = Pick<Backup, 'fileName' | 'at' | 'why' | 'problem'>
type Keep = Pick<BackupSettings, 'keepDays' | 'keepWeeks'>

/**
 * Which backups are let go of. Of the regular ones that are whole, all of the last day stay, then the newest of each day
 * for `keepDays`, then the newest of each week for `keepWeeks`, and the newest of all in any case. Those that are not
 * whole stay for `keepDays`, for whoever wants to know why. Before a migration: for 90 days, and the newest of them for
 * ever. What a person made, or what was made before an update or a restore, is never let go of.
 *
 * Days and weeks are those of UTC, so that the answer does not depend on where somebody travels.
 */
export function choosePastBackups(backups: Aged[], nowMs: number, { keepDays, keepWeeks }: Keep): string[] {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at)
  const regular = newestFirst.filter((one) => one.why === 'regular' && one.problem === null)
  const kept = new Set<Aged>(regular.slice(0, 1))
  const days = new Set<number>()
  const weeks = new Set<number>()
  for (const one of regular) {
    const age = nowMs - one.at
    const [day, week] = [Math.floor(one.at / dayMs), Math.floor(one.at / weekMs)]
    const isWanted =
      age < dayMs ||
      (age < keepDays * dayMs && !days.has(day)) ||
      (age >= keepDays * dayMs && age < keepDays * dayMs + keepWeeks * weekMs && !weeks.has(week))
    if (!isWanted) continue
    kept.add(one)
    days.add(day)
    weeks.add(week)
  }
  const damaged = newestFirst.filter((one) => one.why === 'regular' && one.problem !== null)
  for (const one of damaged) if (nowMs - one.at < keepDays * dayMs) kept.add(one)
  const [newestMigration, ...migrations] = newestFirst.filter((one) => one.why === 'before-migration')
  if (newestMigration) kept.add(newestMigration)
  for (const one of migrations) if (nowMs - one.at < migrationKeptMs) kept.add(one)
  return newestFirst
    .filter((one) => (one.why === 'regular' || one.why === 'before-migration') && !kept.has(one))
    .map(({ fileName }) => fileName)
}
