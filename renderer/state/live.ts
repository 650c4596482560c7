import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { onReopened } from '../link/link-store.ts'
import { loadConnections } from './connections-store.ts'
import { loadCosts } from './costs-store.ts'
import { loadRecentRuns } from './recent-runs-store.ts'
import { loadSettings } from './settings-store.ts'
import { triggers } from './triggers-store.ts'
import { loadTemplates, loadWorkflows } from './workflows-store.ts'

/** While runs are under way costs rise without a run starting or finishing. */
const costsEveryMs = 5_000
const calmMs = 250

/**
 * Loads what every screen shows and keeps it fresh: after each run that starts or finishes, as triggers change, and all
 * of it when the engine is back after it was lost. The answer stops that.
 */
export function keepFresh(): () => void {
  let stop = new AbortController()
  loadAll()
  void followRuns(stop.signal)
  void followTriggers(stop.signal)
  const offReopened = onReopened(() => {
    stop.abort()
    stop = new AbortController()
    loadAll()
    void followRuns(stop.signal)
    void followTriggers(stop.signal)
  })
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void loadCosts()
  }, costsEveryMs)
  return () => {
    offReopened()
    clearInterval(timer)
    stop.abort()
  }
}

function loadAll(): void {
  void loadSettings()
  void loadWorkflows()
  void loadTemplates()
  void loadCosts()
  void loadRecentRuns()
  void loadConnections()
  void triggers.load()
}

function followRuns(signal: AbortSignal): Promise<void> {
  return follow(
    signal,
    () => client.runs.changes(undefined, { signal }),
    () => {
      void loadWorkflows()
      void loadCosts()
      void loadRecentRuns()
    },
  )
}

function followTriggers(signal: AbortSignal): Promise<void> {
  return follow(
    signal,
    () => client.triggers.changes(undefined, { signal }),
    () => {
      void triggers.load()
      void loadWorkflows()
    },
  )
}

/** Many things may happen at once; their news is collected for a moment before the lists are asked for again. */
async function follow(
  signal: AbortSignal,
  open: () => Promise<AsyncIterable<unknown>>,
  onNews: () => void,
): Promise<void> {
  let waiting: ReturnType<typeof setTimeout> | null = null
  try {
    for await (const _ of await open()) {
      waiting ??= setTimeout(() => {
        waiting = null
        onNews()
      }, calmMs)
    }
  } catch (error) {
    // A lost engine is told by the banner, and `keepFresh` starts anew when it is back. Anything else is a bug.
    const { kind } = errorOf(error)
    if (!signal.aborted && kind === 'bug') console.error('A feed of changes ended', error)
  } finally {
    if (waiting && signal.aborted) clearTimeout(waiting)
  }
}
