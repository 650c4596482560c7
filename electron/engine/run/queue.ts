import { unreachable } from '../../../shared/assert.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { QueueView } from '../../../shared/contract/queue.ts'
import { type ErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Log } from '../../../shared/log.ts'
import { isOver, type RunEventBody } from '../../../shared/run/events.ts'
import type { QueueStore } from '../store/queue.store.ts'
import type { RunIdentity, RunsStore } from '../store/runs.store.ts'
import { chooseNext, type HeldBack, type Places, whyWaiting } from './choose-next.ts'
import { moveQueued } from './move-queued.ts'
import { isAlive } from './owners.ts'
import { restoredWaiting } from './restored-runs.ts'
import type { CheckedRun } from './run-request.ts'
import type { Runs } from './start-run.ts'

type Parts = {
  workspaceId: string
  store: QueueStore
  runsStore: RunsStore
  runs: Runs
  clock: Clock
  log: Log
  /** Names this process in the runs it begins. */
  owner: string
  /** A host that ends with its one command begins no queued runs; it leaves them to one that stays. */
  beginsRuns: boolean
  /** Runs under way at once, as the settings say now. */
  runsAtOnce(): number
  /** The list of runs, or the order of those that wait, is another one. */
  onChanged(workflowId: string | null): void
  /** New events of a run are in the database. */
  onCommitted(runId: string): void
  /** Another program wrote to the database. */
  onOthersWrote(): void
}

/** Another program wakes nobody here, so what it wrote is looked for this often: one cheap question to the database. */
const lookMs = 500
/** A program that was killed writes nothing, so every so many looks it is asked whether the others still live. */
const looksPerCensus = 10

const cancelledBefore: ErrorInfo = {
  kind: 'cancelled',
  code: 'run.cancelled-in-queue',
  message: 'It was cancelled before its turn came.',
}
const drained: ErrorInfo = {
  kind: 'cancelled',
  code: 'run.drained',
  message: 'The queue was emptied before its turn came.',
}

/** Done in the same transaction that records the run: both happen or neither. What it throws stops the start. */
export type Alongside = (runId: string) => void

/** A run that was asked for and is not recorded yet. */
type Arriving = {
  checked: CheckedRun
  alongside?: Alongside
  resolve(): void
  reject(reason: unknown): void
}

/**
 * The runs that wait for their turn, in the database: any number of programs on one data folder put runs in, and each that
 * stays (the app, `niti serve`) takes out what may begin, in one transaction, so that none begins twice and their places
 * together are no more than the settings say. After a stop of the program the queue is as it was.
 */
export function createQueue(parts: Parts) {
  const { workspaceId, store, runsStore, runs, clock, log, owner } = parts
  const engineId = newId('engine', clock.now())
  let looking: NodeJS.Timeout | null = null
  let seen = store.versionOfOthers()
  let isOpen = false
  let looks = 0
  let arriving: Arriving[] = []

  function places(): Places {
    const alive = new Map([[owner, true]])
    const lives = (name: string) => {
      const known = alive.get(name) ?? isAlive(name)
      alive.set(name, known)
      return known
    }
    // A run whose program was killed is nobody's until a start takes it up: it must not keep a place for ever.
    const underWay = store.underWay(workspaceId).filter((run) => lives(run.owner))
    return {
      paused: store.isPaused(workspaceId),
      runsAtOnce: parts.runsAtOnce(),
      underWay: underWay.map((run) => run.workflowId),
    }
  }

  /** Makes those that may begin this process's; they are begun once that is committed. Only inside a transaction. */
  function takeNext(): { run: RunIdentity; at: number }[] {
    if (!isOpen) return []
    const at = clock.now()
    const taken = chooseNext(store.waiting(workspaceId), places()).filter((run) => store.begin(run, owner, at))
    writeAll(taken, at, [{ type: 'run-started' }])
    return taken.map((run) => ({ run, at }))
  }

  /** What happens to waiting runs, whose log holds `run-queued` alone. Only inside a transaction. */
  function writeAll(waiting: RunIdentity[], at: number, bodies: RunEventBody[]): void {
    runsStore.commit(waiting.flatMap((run) => bodies.map((body, index) => ({ run, seq: index + 2, at, body }))))
  }

  /** Those that were checked just now need not be read back. */
  function begin(taken: { run: RunIdentity; at: number }[], fresh?: Map<string, CheckedRun>): void {
    for (const { run, at } of taken) {
      const checked = fresh?.get(run.runId)
      if (checked) void runs.beginChecked(run, checked, at)
      else runs.begin(run).catch((thrown) => noteFailure('a run could not begin', thrown))
      parts.onCommitted(run.runId)
      parts.onChanged(run.workflowId)
    }
  }

  /** Begins what may begin now. Never throws: what could not be done is done at the next look. */
  function pump(): void {
    if (!isOpen) return
    try {
      if (!store.hasWaiting(workspaceId)) return
      // A look first: the write lock is only taken where there is something to begin.
      if (chooseNext(store.waiting(workspaceId), places()).length > 0) begin(store.transact(takeNext))
    } catch (thrown) {
      noteFailure('the queue could not be looked through', thrown)
    }
  }

  function noteFailure(what: string, thrown: unknown): void {
    log.warn(what, { reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
  }

  /** Takes up runs whose program is gone, as the next start would. */
  function adoptAbandoned(): void {
    for (const { runId, owner: holder } of store.underWayElsewhere(owner)) {
      if (holder !== null && isAlive(holder)) continue
      runs.resume(runId).catch((thrown) => noteFailure('a run could not be taken up', thrown))
    }
  }

  /** Sees what other programs did: runs they queued, places they freed, runs of ours they want stopped. */
  function look(): void {
    try {
      const now = store.versionOfOthers()
      const isNews = now !== seen
      if (isNews) {
        for (const runId of store.wishedOf(owner)) runs.cancel(runId)
        parts.onOthersWrote()
        seen = now
      }
      if (isOpen && (isNews || looks++ % looksPerCensus === 0)) adoptAbandoned()
    } catch (thrown) {
      noteFailure('what other programs wrote could not be read', thrown)
    }
    pump()
  }

  function endWaiting(waiting: RunIdentity[], error: ErrorInfo): void {
    const bodies: RunEventBody[] = [
      { type: 'run-cancel-requested' },
      { type: 'run-finished', status: 'cancelled', outputs: {}, error },
    ]
    writeAll(waiting, clock.now(), bodies)
  }

  /** Runs that waited in a backup which was restored may have run since it was made: none begins by itself. */
  function endRestored(): void {
    const ended = store.transact(() => {
      const restored = [...store.waiting(workspaceId)].filter((run) => store.isEndedByRestore(run.runId))
      endWaiting(restored, restoredWaiting)
      return restored
    })
    tellEnded(ended)
  }

  function tellEnded(ended: RunIdentity[]): void {
    for (const run of ended) {
      parts.onCommitted(run.runId)
      parts.onChanged(run.workflowId)
    }
  }

  function view(): QueueView {
    const now = places()
    const rows = [...store.waiting(workspaceId)]
    const summaries = new Map(store.summaries(workspaceId).map((run) => [run.runId, run]))
    const isAttended = isOpen || hasEngine()
    const reasons = whyWaiting(rows, now).map((held) => sayWhy(held, isAttended))
    return {
      paused: now.paused,
      runsAtOnce: now.runsAtOnce,
      underWay: now.underWay.length,
      waiting: rows.flatMap((row, index) => {
        const summary = summaries.get(row.runId)
        return summary ? { ...summary, priority: row.priority, reason: reasons[index] ?? '' } : []
      }),
    }
  }

  /** Whether a program is there that begins what is queued. */
  function hasEngine(): boolean {
    return store.engines().some((engine) => isAlive(engine.owner))
  }

  /** The waiting run, or a user error that says why there is none. */
  function findWaiting(runId: string) {
    const waiting = [...store.waiting(workspaceId)]
    const run = waiting.find((one) => one.runId === runId)
    if (run) return { run, waiting }
    const status = runsStore.summary(runId)?.status
    if (status === undefined) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    throw userError('queue.not-waiting', `The run \`${runId}\` does not wait in the queue.`, {
      hint: status === 'running' ? 'It is under way already.' : `It is over: ${status}.`,
    })
  }

  /** Records all that arrived. One that cannot be recorded does not keep the others from it. */
  function admit(): void {
    const batch = arriving
    arriving = []
    // Closing recorded them already.
    if (batch.length === 0) return
    const refused = new Map<Arriving, unknown>()
    try {
      const taken = store.transact(() => {
        for (const one of batch) {
          try {
            store.transact(() => {
              runsStore.create({ ...one.checked.row, status: 'queued', owner: null }, [one.checked.queued])
              one.alongside?.(one.checked.row.runId)
            })
          } catch (thrown) {
            refused.set(one, thrown)
          }
        }
        return takeNext()
      })
      const admitted = batch.filter((one) => !refused.has(one))
      begin(taken, new Map(admitted.map(({ checked }) => [checked.row.runId, checked])))
      const begun = new Set(taken.map(({ run }) => run.runId))
      for (const { checked, resolve } of admitted) {
        if (!begun.has(checked.row.runId)) parts.onChanged(checked.row.workflowId)
        resolve()
      }
    } catch (thrown) {
      for (const one of batch) if (!refused.has(one)) refused.set(one, thrown)
    }
    for (const [{ reject }, thrown] of refused) reject(thrown)
  }

  /** Changes the queue, begins what may begin now, and answers how it stands. */
  function change(work: () => void): QueueView {
    begin(
      store.transact(() => {
        work()
        return takeNext()
      }),
    )
    parts.onChanged(null)
    return view()
  }

  return {
    /**
     * Records a run and begins it if there is a place. Runs that are asked for in the same moment are recorded in one
     * transaction, for one fsync.
     */
    async start(checked: CheckedRun, alongside?: Alongside): Promise<{ runId: string }> {
      await new Promise<void>((resolve, reject) => {
        arriving.push({ checked, alongside, resolve, reject })
        if (arriving.length === 1) setImmediate(admit)
      })
      return { runId: checked.row.runId }
    },

    /**
     * Stops a run, wherever it is: one that waits ends at once, one of this process too, one of another program as soon as
     * that sees the wish. One whose program is gone is taken up here to be ended in order.
     */
    async cancel(runId: string): Promise<void> {
      if (runs.cancel(runId)) return
      const identity = runsStore.identity(runId)
      if (!identity) throw userError('run.not-found', `There is no run \`${runId}\`.`)
      const ended = store.transact(() => {
        const status = runsStore.summary(runId)?.status
        if (status === undefined || isOver(status)) return true
        if (status === 'queued') endWaiting([identity], cancelledBefore)
        else store.wishCancel(runId)
        return status === 'queued'
      })
      if (ended) return tellEnded([identity])
      const holder = store.ownerOf(runId)
      if (holder === null || !isAlive(holder)) await runs.resume(runId)
    },

    /** How it stands, without the list of all that wait; `next`: the run that could begin now and has not. */
    standing() {
      const now = places()
      const next = store.hasWaiting(workspaceId) ? chooseNext(store.waiting(workspaceId), now)[0] : undefined
      return {
        isPaused: now.paused,
        runsAtOnce: now.runsAtOnce,
        underWay: now.underWay.length,
        next: next?.runId ?? null,
        isAttended: isOpen || hasEngine(),
      }
    },

    view,
    hasEngine,
    pump,

    move({ runId, before }: { runId: string; before: string | null }): QueueView {
      return change(() => {
        const { waiting } = findWaiting(runId)
        if (before !== null) findWaiting(before)
        for (const position of moveQueued(waiting, runId, before)) store.place(position)
      })
    },

    prioritise({ runId, priority }: { runId: string; priority: number }): QueueView {
      return change(() => {
        const { run } = findWaiting(runId)
        store.place({ runId, priority, place: run.place })
      })
    },

    setPaused: (paused: boolean): QueueView => change(() => store.setPaused(workspaceId, paused)),

    /** Takes out all that wait. */
    drain(): { removed: number } {
      const waiting = store.transact(() => {
        const all = [...store.waiting(workspaceId)]
        endWaiting(all, drained)
        return all
      })
      tellEnded(waiting)
      return { removed: waiting.length }
    },

    /** From now on it begins what may begin, and sees what other programs do. */
    open(): void {
      if (parts.beginsRuns) {
        for (const engine of store.engines()) if (!isAlive(engine.owner)) store.removeEngine(engine.engineId)
        store.addEngine(engineId, owner, clock.now())
        endRestored()
        isOpen = true
        pump()
      }
      looking = setInterval(look, lookMs)
      looking.unref()
    },

    /** Begins nothing more. */
    close(): void {
      // What was asked for is recorded still; the next start begins it.
      admit()
      if (looking) clearInterval(looking)
      if (!isOpen) return
      isOpen = false
      try {
        store.removeEngine(engineId)
      } catch (thrown) {
        // It ends all the same, and then it is seen to be gone.
        noteFailure('the end of this program could not be noted', thrown)
      }
    },
  }
}

export type Queue = ReturnType<typeof createQueue>

function sayWhy(held: HeldBack | null, isAttended: boolean): string {
  if (held?.by === 'pause') return 'The queue is paused.'
  if (!isAttended) return 'No program is there to begin it: open Niti, or run `niti serve`.'
  if (held === null) return 'It begins in a moment.'
  switch (held.by) {
    case 'places':
      return held.limit === 1 ? 'Waits for the one run under way.' : `Waits for one of ${held.limit} places.`
    case 'workflow':
      return held.limit === 1
        ? 'Only 1 run of this workflow at once.'
        : `Only ${held.limit} runs of this workflow at once.`
    default:
      return unreachable(held)
  }
}
