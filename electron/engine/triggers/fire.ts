import type { Clock } from '../../../shared/clock.ts'
import type { TriggerKind } from '../../../shared/contract/triggers.ts'
import { type ErrorInfo, NitiError, toErrorInfo } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Json } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { TraceParent } from '../../../shared/run/events.ts'
import type { TriggerRow, TriggersStore } from '../store/triggers.store.ts'

/** Starts the published version of a workflow. `alongside` is done in the transaction that records the run. */
export type StartTriggered = (request: {
  workflowId: string
  trigger: TriggerKind
  startNode: string
  payload: Json
  /** The trace that whoever called is part of. */
  trace?: TraceParent
  alongside(runId: string): void
}) => Promise<{ runId: string }>

export type Firing = {
  row: TriggerRow
  payload: Json
  trace?: TraceParent
  /** Where the trigger stands once the run is recorded; both are committed together. */
  nextAt?: number | null
  cursor?: number | null
  /** Done in the transaction that records the run; what it throws undoes it, and is thrown on. */
  alongside?(runId: string): void
}

/**
 * `taken`: somebody else dealt with it, or it was switched off meanwhile. `failed`: no run began, which stands at the
 * trigger, and it has moved on. `stuck`: no run began for a reason that may pass, and it has not moved.
 */
export type Fired =
  | { kind: 'started'; runId: string }
  | { kind: 'taken' }
  | { kind: 'failed' | 'stuck'; error: ErrorInfo }

type Parts = {
  store: TriggersStore
  engineId: string
  start: StartTriggered
  clock: Clock
  log: Log
  /** The list of triggers changed. */
  tell(): void
}

class TakenElsewhere extends Error {}

class NotAlongside extends Error {
  constructor(cause: unknown) {
    super('what was to be recorded with the run was not', { cause })
  }
}

/**
 * The one way a trigger begins a run: the run and the trigger's having moved on are one transaction, so a crash neither
 * loses a start nor makes it twice, and of two programs only one begins it.
 */
export function createFire({ store, engineId, start, clock, log, tell }: Parts) {
  return async function fire({ row, payload, trace, alongside, ...moves }: Firing): Promise<Fired> {
    const { workflowId, node, kind } = row
    const claim = (runId: string | null) => store.claim(row, { engineId, at: clock.now(), runId, ...moves })
    try {
      const { runId } = await start({
        ...{ workflowId, trigger: kind, startNode: node, payload, trace },
        alongside(runId) {
          if (!claim(runId)) throw new TakenElsewhere()
          try {
            alongside?.(runId)
          } catch (thrown) {
            throw new NotAlongside(thrown)
          }
        },
      })
      return { kind: 'started', runId }
    } catch (thrown) {
      if (thrown instanceof TakenElsewhere) return { kind: 'taken' }
      if (thrown instanceof NotAlongside) throw thrown.cause
      return { kind: mayPass(thrown) ? 'stuck' : 'failed', error: noteFailure(row, thrown, claim) }
    } finally {
      tell()
    }
  }

  function noteFailure(row: TriggerRow, thrown: unknown, claim: (runId: null) => boolean): ErrorInfo {
    const bugId = newId('bug', clock.now())
    const error = toErrorInfo(thrown, bugId)
    if (!(thrown instanceof NitiError)) {
      const stack = thrown instanceof Error ? thrown.stack : String(thrown)
      log.error('a trigger could not begin a run', { bugId, workflowId: row.workflowId, node: row.node, stack })
    }
    if (!mayPass(thrown)) claim(null)
    store.setError(row, error.hint ? `${error.message} ${error.hint}` : error.message)
    return error
  }
}

export type Fire = ReturnType<typeof createFire>

/** What the person must mend does not mend itself: such a start is given up. The rest is tried again. */
function mayPass(thrown: unknown): boolean {
  return !(thrown instanceof NitiError) || thrown.info.kind !== 'user'
}
