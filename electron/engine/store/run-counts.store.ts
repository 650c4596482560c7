import type { RunFilter } from '../../../shared/contract/run-filter.ts'
import type { Db } from './open-database.ts'

/** Of runs by their number: up to one, after another. */
export type RunBounds = { upTo?: number; after?: number }

/** Filters whose sums are remembered: those that windows look through at the moment. */
const mostRemembered = 32

/** How many runs up to `boundary` fit; `removal` is the last removal that it knows of. */
type Remembered = { boundary: number; runs: number; removal: string }

/**
 * How many runs fit, without counting a million of them each time: before the oldest run that has not ended nothing changes
 * any more, so a sum up to there holds until runs are removed, and only those after it are counted anew.
 */
export function createRunCounts(db: Db, count: (filter: RunFilter, bounds: RunBounds) => number) {
  const known = new Map<string, Remembered>()
  // By the indexes of those that run and those that wait.
  const selectOldest = db.prepare<[], { oldest: number | null }>(`
    SELECT MIN(run_number) AS oldest FROM (
      SELECT run_number FROM runs INDEXED BY runs_unfinished WHERE status = 'running'
      UNION ALL SELECT run_number FROM runs INDEXED BY runs_queued WHERE status = 'queued')`)
  const selectRemoval = db.prepare<[], { at: number | null; runs: number }>(
    'SELECT MAX(removed_at) AS at, COUNT(*) AS runs FROM runs INDEXED BY runs_removed WHERE removed_at IS NOT NULL',
  )

  function remember(key: string, sum: Remembered): void {
    known.delete(key)
    known.set(key, sum)
    const [first] = known.keys()
    if (known.size > mostRemembered && first !== undefined) known.delete(first)
  }

  return {
    /** Belongs into the transaction that reads the runs themselves. */
    upTo(filter: RunFilter, upTo: number): number {
      // Words are written down after the end of a run, and forgotten when it is cleared.
      if (filter.words !== undefined) return count(filter, { upTo })
      const key = JSON.stringify(filter)
      const { at = 0, runs = 0 } = selectRemoval.get() ?? {}
      const removal = `${at} ${runs}`
      const boundary = Math.min(upTo, (selectOldest.get()?.oldest ?? Number.MAX_SAFE_INTEGER) - 1)
      const before = known.get(key)
      if (before && before.removal === removal && before.boundary <= boundary) {
        const settled =
          before.runs + (boundary > before.boundary ? count(filter, { after: before.boundary, upTo: boundary }) : 0)
        remember(key, { boundary, runs: settled, removal })
        return settled + (upTo > boundary ? count(filter, { after: boundary, upTo }) : 0)
      }
      const settled = count(filter, { upTo: boundary })
      remember(key, { boundary, runs: settled, removal })
      return settled + (upTo > boundary ? count(filter, { after: boundary, upTo }) : 0)
    },
  }
}
