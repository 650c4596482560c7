import type { Clock } from '../../../shared/clock.ts'
import type { BulkOutcome, RunChoice } from '../../../shared/contract/runs.ts'
import { cancelledError, type ErrorInfo, NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Log } from '../../../shared/log.ts'
import { isOver } from '../../../shared/run/events.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { Queue } from '../run/queue.ts'
import type { RunChanges } from '../run/run-changes.ts'
import { removedError } from '../run/run-values.ts'
import type { RetentionRules } from '../storage/retention.ts'
import type { ChosenRun, RunListStore } from '../store/run-list.store.ts'
import type { ClearableRun } from '../store/storage.store.ts'

/** Runs looked up, and handled, before anything else has its turn. */
const atOnce = 100
/** Runs that are named with a reason why they were left as they are. */
const mostNamed = 10

type Parts = {
  store: RunListStore
  queue: Pick<Queue, 'cancel'>
  retention: Pick<RetentionRules, 'clearThese'>
  changes: RunChanges
  clock: Clock
  log: Log
  closing: AbortSignal
  /** Whether the program goes on after the call: what takes long is then done beside it. */
  stays: boolean
  runAgain(run: ChosenRun): Promise<void>
  dropWords(runNumber: number): void
}

/** Collects what came of many: how many were done, and why the others were not. */
function createTally(log: Log) {
  let done = 0
  const refused = new Map<string, { error: ErrorInfo; count: number; runIds: string[] }>()
  return {
    did(): void {
      done++
    },
    refuse(runId: string, thrown: unknown): void {
      const bugId = newId('bug', Date.now())
      const error = toErrorInfo(thrown, bugId)
      if (!(thrown instanceof NitiError)) {
        log.error('one of many runs could not be handled', { bugId, runId, stack: String(thrown) })
      }
      const known = refused.get(error.code)
      if (!known) refused.set(error.code, { error, count: 1, runIds: [runId] })
      else if (known.count++ < mostNamed) known.runIds.push(runId)
    },
    outcome: (): BulkOutcome => ({ done, refused: [...refused.values()] }),
  }
}

/** What is done with many runs at once: one after the other in slices; one that is refused stops none of the others. */
export function createManyRuns(parts: Parts) {
  const { store, queue, retention, changes, clock, log, closing } = parts

  function numberOf(runId: string): number {
    const runNumber = store.numberOf(runId)
    if (runNumber === undefined) throw notFound(runId)
    return runNumber
  }

  /** The runs a choice names, some at a time, newest first; an id that names none is answered as it is. */
  function* chosen(choice: RunChoice): Generator<(ChosenRun | { runId: string; missing: NitiError })[]> {
    if (choice.kind === 'these') {
      const ids = [...new Set(choice.runIds)]
      for (let at = 0; at < ids.length; at += atOnce) {
        yield ids.slice(at, at + atOnce).map((runId) => {
          const run = store.byId(runId)
          if (!run) return { runId, missing: notFound(runId) }
          return run.removedAt === null ? run : { runId, missing: removedError(run.removedAt) }
        })
      }
      return
    }
    const except = new Set(choice.except)
    // By number, not by place: those that were handled may not fit any more.
    for (let upTo = numberOf(choice.upTo); ; ) {
      const runs = store.next(choice.filter, upTo, atOnce)
      const lowest = runs.at(-1)
      if (!lowest) return
      yield runs.filter((run) => !except.has(run.runId))
      upTo = lowest.runNumber - 1
    }
  }

  async function each(choice: RunChoice, work: (run: ChosenRun) => Promise<void>): Promise<BulkOutcome> {
    const tally = createTally(log)
    for (const runs of chosen(choice)) {
      if (closing.aborted) throw cancelledError('Niti is closing.')
      await Promise.all(
        runs.map(async (run) => {
          try {
            if ('missing' in run) throw run.missing
            await work(run)
            tally.did()
          } catch (thrown) {
            tally.refuse(run.runId, thrown)
          }
        }),
      )
      await nextTurn()
    }
    return tally.outcome()
  }

  return {
    count(choice: RunChoice): number {
      if (choice.kind === 'these') return new Set(choice.runIds).size
      const upTo = numberOf(choice.upTo)
      const all = store.count(choice.filter, upTo)
      if (choice.except.length === 0) return all
      return all - store.countOf(choice.filter, upTo, choice.except)
    },

    rerun: (choice: RunChoice): Promise<BulkOutcome> => each(choice, parts.runAgain),

    cancel: (choice: RunChoice): Promise<BulkOutcome> =>
      each(choice, async ({ runId, status }) => {
        if (isOver(status)) throw userError('run.over', 'It has ended already.')
        await queue.cancel(runId)
      }),

    /** They are gone for everybody at once; what they held is cleared afterwards, which takes a while for many. */
    async remove(choice: RunChoice): Promise<BulkOutcome> {
      const tally = createTally(log)
      const toClear: ClearableRun[] = []
      for (const runs of chosen(choice)) {
        if (closing.aborted) throw cancelledError('Niti is closing.')
        store.transact(() => {
          const needed = store.needed()
          for (const run of runs) {
            const error = 'missing' in run ? run.missing : removeOne(run, needed)
            if (error) tally.refuse(run.runId, error)
            else tally.did()
            if (!error && 'runNumber' in run) toClear.push(run)
          }
        })
        for (const workflowId of new Set(toClear.slice(-runs.length).map((run) => run.workflowId))) {
          changes.tell(workflowId)
        }
        await nextTurn()
      }
      const cleared = retention.clearThese(toClear)
      if (parts.stays)
        cleared.catch((thrown) => log.error('removed runs could not be cleared', { stack: String(thrown) }))
      else await cleared
      return tally.outcome()
    },
  }

  function removeOne(run: ChosenRun, needed: ReadonlySet<string>): NitiError | undefined {
    if (needed.has(run.runId)) {
      return userError('run.needed', 'A run that has not ended takes up its work.', {
        hint: 'Remove it once that has ended.',
      })
    }
    if (!store.markRemoved(run.runNumber, clock.now())) {
      return userError('run.not-over', 'It has not ended yet.', { hint: 'Stop it first, then remove it.' })
    }
    parts.dropWords(run.runNumber)
    return undefined
  }
}

function notFound(runId: string): NitiError {
  return userError('run.not-found', `There is no run \`${runId}\`.`)
}
