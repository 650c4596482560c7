import { countAtWork, useRecentRuns } from './recent-runs-store.ts'

/** While something runs, costs rise with each model call; otherwise only another program on the same data adds to them. */
const costsWhileRunningMs = 1_000
const costsEveryMs = 5_000
/** Finer than both, so that a timer that comes a little early does not cost a whole turn. */
const tickMs = 250

/** Calls `load` once a second while a run is under way and somebody can see what it brings. The answer stops it. */
export function followCosts(load: () => Promise<void>): () => void {
  let askedAt = Date.now()
  let isAsking = false
  const timer = setInterval(() => {
    const everyMs = countAtWork(useRecentRuns.getState().runs) > 0 ? costsWhileRunningMs : costsEveryMs
    if (isAsking || document.visibilityState !== 'visible' || Date.now() - askedAt < everyMs) return
    askedAt = Date.now()
    isAsking = true
    void load().finally(() => {
      isAsking = false
    })
  }, tickMs)
  return () => clearInterval(timer)
}
