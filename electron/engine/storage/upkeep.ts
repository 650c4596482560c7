import type { Log } from '../../../shared/log.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { Compaction } from './compact.ts'
import type { RetentionRules } from './retention.ts'

type Parts = {
  retention: RetentionRules
  compaction: Compaction
  changes: RunChanges
  log: Log
  closing: AbortSignal
}

/** Milliseconds after the start, so that it is not slower for it, and between two goes. */
const firstAfterMs = 20_000
const everyMs = 3_600_000
/** Milliseconds after a run has ended, for others that end with it. */
const afterRunMs = 200
/** Room is given back after this many runs that were cleared one by one. */
const clearedBeforeShrinking = 50

/**
 * Keeps the file from growing: what runs left behind is removed as a person wants it, and the room it took is given back.
 * For hosts that stay; one that ends with its one command leaves it to them. Answers what to wait for after `closing`.
 */
export function startUpkeep({ retention, compaction, changes, log, closing }: Parts): { ended: Promise<void> } {
  const due = new Set<string | null>()
  let cleared = 0
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()

  /** A mistake in here must not end the program: it is noted, and the next go comes. */
  function then(work: () => Promise<void>): void {
    working = working.then(async () => {
      try {
        if (!closing.aborted) await work()
      } catch (thrown) {
        const stack = thrown instanceof Error ? thrown.stack : String(thrown)
        log.error('the storage could not be tidied up', { stack })
      }
    })
  }

  async function all(): Promise<void> {
    await retention.apply()
    if (!closing.aborted) await compaction.some()
  }

  async function afterRuns(): Promise<void> {
    const workflows = [...due]
    due.clear()
    for (const workflowId of workflows) {
      if (closing.aborted) return
      cleared += await retention.applyNumber(workflowId)
    }
    if (cleared < clearedBeforeShrinking || closing.aborted) return
    cleared = 0
    await compaction.some()
  }

  async function listen(): Promise<void> {
    for await (const { workflowId } of changes.listen(closing)) {
      const isFirst = due.size === 0
      due.add(workflowId)
      if (isFirst) timer = setTimeout(() => then(afterRuns), afterRunMs).unref()
    }
  }

  const first = setTimeout(() => then(all), firstAfterMs).unref()
  const regular = setInterval(() => then(all), everyMs).unref()
  closing.addEventListener('abort', () => {
    clearTimeout(first)
    clearTimeout(timer)
    clearInterval(regular)
  })
  const listening = listen()
  return {
    get ended() {
      return listening
        .then(() => working)
        .then(() => retention.idle())
        .then(() => {})
    },
  }
}
