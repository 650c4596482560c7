import { assert } from '../../../shared/assert.ts'
import type { Clock } from '../../../shared/clock.ts'
import { type ErrorInfo, NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { type Json, type JsonObject, stableStringify } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { Rerun } from '../../../shared/run/events.ts'
import { parseRunInputs, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { QueueStore } from '../store/queue.store.ts'
import type { RunIdentity, RunsStore } from '../store/runs.store.ts'
import type { ActiveRun, Effects } from './active-run.ts'
import { type Activity, createActivity } from './activity.ts'
import { chooseStart } from './choose-start.ts'
import { withoutChanges } from './dry-run.ts'
import type { EventLog, RunLog } from './event-log.ts'
import { foldHistory, foldLongHistory, type RunHistory } from './history.ts'
import { createModelSwitches } from './model-switches.ts'
import { isAlive } from './owners.ts'
import type { GraphPlan } from './plan-graph.ts'
import type { ReadyWorkflows } from './ready-workflows.ts'
import { restoredUnderWay } from './restored-runs.ts'
import { planReuse, type Reuse } from './reuse.ts'
import { outputsOf, runGraph } from './run-loop.ts'
import type { CheckedRun, RunRequest } from './run-request.ts'
import { clearedError } from './run-values.ts'
import { createRunWaits } from './run-waits.ts'
import { readEvents, settleInFlight } from './settle-in-flight.ts'
import { createSlots } from './slots.ts'
import type { Subworkflows } from './subworkflows.ts'
import { Suspended } from './suspended.ts'
import { RunTimedOut, startTimeLimit, type TimeLimit } from './time-limit.ts'
import { timeUnderWay } from './time-under-way.ts'
import type { Waits } from './waits.ts'

/** Nodes of one run under way at once, unless the workflow says otherwise. */
const defaultConcurrency = 8

type Parts = {
  store: RunsStore
  queueStore: QueueStore
  eventLog: EventLog
  nodeTypes: NodeTypes
  ready: ReadyWorkflows
  sandbox: Sandbox
  clock: Clock
  diagnostics: Log
  effectsIn(filesDir: string, run: RunIdentity): Effects
  waits: Waits
  /** A person is asked something; said once for each question. */
  notify(notice: { title: string; body: string }): void
  subworkflows: Subworkflows
  /** Names this process in the runs it has under way, so that another start can tell which were cut off. */
  owner: string
  /** A run began, ended, or holds a place or none from now on. */
  onChanged(run: RunIdentity): void
}

type UnderWay = {
  identity: RunIdentity
  controller: AbortController
  finished: Promise<void>
  log: RunLog
  timeLimit: TimeLimit | null
  isIdle: boolean
}

/** Starts runs, takes up those a stop of the program left behind, and keeps those under way. */
export function createRuns(parts: Parts) {
  const { store, eventLog, nodeTypes, clock, sandbox, diagnostics } = parts
  const underWay = new Map<string, UnderWay>()
  const takingUp = new Set<Promise<void>>()

  /** Checks and plans a run. Throws a user error where the workflow or the inputs are not fit to run. */
  function check(request: RunRequest): CheckedRun {
    const { document, text, planOf } = parts.ready.get(request.document)
    if (request.upTo !== undefined && !Object.hasOwn(document.nodes, request.upTo)) throw noSuchNode(request.upTo)
    const startNode = chooseStart(document, nodeTypes.get, request)
    const plan = planOf({ upTo: request.upTo, startNode })
    const payload = readPayload(startNode, request.payload)
    const inputs = readInputs(plan, request.inputs, payload !== undefined)
    const {
      rerun,
      upTo,
      workspaceId,
      workflowId,
      trigger,
      defaultModel,
      filesDir,
      priority = 0,
      dryRun = false,
      trace,
    } = request
    const reuse = rerun ? reuseOf(rerun, document, inputs) : null
    const startedAt = clock.now()
    const workflowName = document.name
    return {
      row: {
        ...{ runId: newId('run', startedAt), workspaceId, workflowId, workflowName, trigger, startedAt, priority },
        document: text,
        workflowLimit: document.settings?.runsAtOnce ?? null,
        isDryRun: dryRun,
      },
      queued: {
        type: 'run-queued',
        ...{ priority, workflowId, workflowName, inputs, trigger, defaultModel, filesDir, rerun, upTo },
        ...{ startNode, payload },
        ...(dryRun && { dryRun }),
        ...(trace && { trace }),
      },
      ...{ document, plan, inputs, reuse, defaultModel, filesDir, startNode, payload, trace, dryRun },
    }
  }

  /** Starts a run past the queue; answers as soon as it is recorded. */
  function start(checked: CheckedRun): { runId: string; finished: Promise<void> } {
    const row = { ...checked.row, status: 'running' as const, owner: parts.owner }
    const identity = store.create(row, [checked.queued, { type: 'run-started' }])
    return { runId: identity.runId, finished: beginChecked(identity, checked, checked.row.startedAt) }
  }

  /** Begins a run that was recorded, its row this process's and its last event `run-started`, the second. */
  function beginChecked(identity: RunIdentity, checked: CheckedRun, startedAt: number): Promise<void> {
    return begin({ ...checked, identity, log: eventLog.open(identity, 2), startedAt, history: null })
  }

  function reuseOf({ runId, from }: Rerun, now: Workflow, inputs: JsonObject): Reuse {
    const identity = store.identity(runId)
    const document = store.document(runId)
    if (!identity || !document) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    const clearedAt = store.summary(runId)?.clearedAt ?? null
    if (clearedAt !== null) throw clearedError(clearedAt)
    if (from.kind === 'node' && !Object.hasOwn(now.nodes, from.nodeId)) throw noSuchNode(from.nodeId)
    const history = foldHistory(readEvents(store, identity))
    const sameInputs = stableStringify(history.origin?.inputs ?? {}) === stableStringify(inputs)
    return planReuse({ runId, history, document, sameInputs }, now, from, (type) => nodeTypes.get(type).definition)
  }

  /**
   * Goes on with a run from where its log ends. What had finished is not run again, what was paid is not paid again; what
   * was under way is marked as interrupted and, where that can do no harm, run again.
   */
  async function resume(runId: string): Promise<void> {
    const identity = store.identity(runId)
    if (!identity || !store.take(identity, parts.owner, isAlive)) return
    await takeUp(identity, { isResumed: true })
  }

  /** Closing waits for it: a run that is being taken up is left behind like those under way. */
  async function takeUp(identity: RunIdentity, how: { isResumed: boolean }): Promise<void> {
    const work = goOn(identity, how)
    takingUp.add(work)
    await work.finally(() => takingUp.delete(work))
  }

  /** Takes a run up from its record: one whose row is this process's. */
  async function goOn(identity: RunIdentity, { isResumed }: { isResumed: boolean }): Promise<void> {
    const { runId } = identity
    const stored = store.document(runId)
    assert(stored, `run ${runId} has a document`)
    const history = await foldLongHistory(readEvents(store, identity))
    const log = eventLog.open(identity, history.lastSeq)
    const { origin } = history
    assert(origin, `the log of ${runId} begins with run-queued`)
    if (isResumed) log.append({ type: 'run-resumed' })
    const { inputs, defaultModel, filesDir, startNode, payload, trace, dryRun } = origin
    const { startedAt } = history
    try {
      const { document, plan } = parts.ready.planBegun(stored, { upTo: origin.upTo, startNode })
      const reuse = origin.rerun ? reuseOf(origin.rerun, document, inputs) : null
      const planOf = (documentId: string) => parts.subworkflows.recall(documentId).plan
      const { reservationOf } = store
      const typeOf = nodeTypes.find
      if (isResumed) settleInFlight(history, plan, log, { planOf, typeOf, reservationOf })
      if (isResumed && parts.queueStore.isEndedByRestore(runId)) {
        log.append({ type: 'run-finished', status: 'cancelled', outputs: {}, error: restoredUnderWay })
        await log.flush()
        return parts.onChanged(identity)
      }
      const past = isResumed ? history : null
      const origins = { inputs, defaultModel, filesDir, startNode, payload, trace, dryRun }
      void begin({ identity, log, document, plan, ...origins, startedAt, history: past, reuse })
    } catch (thrown) {
      // One run that cannot go on must not keep the program from starting.
      const bugId = newId('bug', clock.now())
      if (!(thrown instanceof NitiError))
        diagnostics.error('a run could not go on', { bugId, runId, stack: stackOf(thrown) })
      log.append({ type: 'run-finished', status: 'failed', outputs: {}, error: toErrorInfo(thrown, bugId) })
    }
    if (history.cancelRequested) underWay.get(runId)?.controller.abort()
    else if (parts.queueStore.isCancelWished(runId)) cancel(runId)
    await log.flush()
    parts.onChanged(identity)
  }

  type Begun = {
    identity: RunIdentity
    log: RunLog
    document: Workflow
    plan: GraphPlan
    history: RunHistory | null
    reuse: Reuse | null
    startedAt: number
  } & Pick<RunRequest, 'inputs' | 'defaultModel' | 'startNode' | 'payload' | 'trace' | 'filesDir' | 'dryRun'>

  function begin({ identity, log, document, plan, history, reuse, ...begun }: Begun): Promise<void> {
    const { inputs, defaultModel, filesDir, startedAt, startNode, payload, trace, dryRun: isDryRun = false } = begun
    const effects = parts.effectsIn(filesDir, identity)
    const controller = new AbortController()
    const timeLimit = timeLimitOf(document, identity, history, controller)
    const { runId, workflowId } = identity
    const past = history?.waits ?? null
    const notify = ({ title, message }: { title: string; message: string }) =>
      parts.notify({ title: title || document.name, body: message || document.name })
    const activity = createActivity(null, () => setImmediate(noteIdle, runId, activity))
    const run: ActiveRun = {
      ...{ runId, inputs, defaultModel, startNode, payload, trace, isDryRun },
      log,
      signal: controller.signal,
      slots: createSlots(document.settings?.concurrency ?? defaultConcurrency),
      waits: createRunWaits({ log, clock, waits: parts.waits, past, workflowId, notify }),
      activity,
      now: new Date(startedAt).toISOString(),
      clock,
      sandbox,
      effects: isDryRun ? withoutChanges(effects) : effects,
      history,
      switches: createModelSwitches(past?.switches),
      reuse,
      typeOf: nodeTypes.find,
      subworkflows: parts.subworkflows,
      ...{ purses: [], allPurses: new Map(), agentNames: [], workflowNames: [document.name] },
      diagnostics,
    }
    const finished = runToEnd(run, plan).finally(() => {
      timeLimit?.stop()
      underWay.delete(run.runId)
      parts.onChanged(identity)
    })
    underWay.set(run.runId, { identity, controller, finished, log, timeLimit, isIdle: false })
    return finished
  }

  function timeLimitOf(
    { settings }: Workflow,
    identity: RunIdentity,
    history: RunHistory | null,
    controller: AbortController,
  ): TimeLimit | null {
    const limitMs = settings?.timeoutMs
    if (limitMs === undefined) return null
    const usedMs = history ? timeUnderWay(readEvents(store, identity)) : 0
    return startTimeLimit({ limitMs, usedMs, clock, onReached: (error) => controller.abort(error) })
  }

  /**
   * A run that only waits, for a person, a call or a time, holds no place, and the time does not count towards its limit.
   * One that goes on takes its place back at once, even if that is one too many for a while. Told after whatever else
   * happens in the same moment, so that a node which starts at once does not count as idle.
   */
  function noteIdle(runId: string, activity: Activity): void {
    const run = underWay.get(runId)
    if (!run || run.isIdle === activity.isIdle()) return
    run.isIdle = activity.isIdle()
    run.timeLimit?.setIdle(run.isIdle)
    parts.queueStore.setIdle(runId, run.isIdle)
    parts.onChanged(run.identity)
  }

  /** Never rejects: whatever goes wrong ends the run and stands in its last event. */
  async function runToEnd(run: ActiveRun, plan: GraphPlan): Promise<void> {
    let outputs: JsonObject = {}
    let error: ErrorInfo | undefined
    let status: 'succeeded' | 'failed' | 'cancelled' = 'failed'
    try {
      // The first node starts after the caller has its answer.
      await nextTurn()
      const result = await runGraph(run, plan, '', new Map<string, Json>())
      outputs = outputsOf(plan, result.values)
      status = result.status
      error = result.error
    } catch (thrown) {
      const bugId = newId('bug', clock.now())
      diagnostics.error('a run broke off with a bug', { bugId, runId: run.runId, stack: stackOf(thrown) })
      error = toErrorInfo(thrown, bugId)
    }
    const reason: unknown = run.signal.reason
    if (reason instanceof Suspended) return run.log.flush().catch(() => {})
    // Cancelled because the database took no more: that is the run's failure, not the person's wish.
    if (status === 'cancelled' && reason instanceof WriteFailure) {
      status = 'failed'
      error = toErrorInfo(reason.cause, newId('bug', clock.now()))
    }
    if (status === 'cancelled' && reason instanceof RunTimedOut) {
      status = 'failed'
      error = reason.info
    }
    run.log.append({ type: 'run-finished', status, outputs, ...(error && { error }) })
    await run.log.flush().catch(() => {})
  }

  /** Asks a run to stop. False where it is not under way in this process. */
  function cancel(runId: string): boolean {
    const run = underWay.get(runId)
    if (!run) return false
    if (!run.controller.signal.aborted) {
      run.log.append({ type: 'run-cancel-requested' })
      run.controller.abort()
    }
    return true
  }

  return {
    check,
    start,
    beginChecked,
    /** Begins a run that waited, from its record. Its row must be this process's by now. */
    begin: (identity: RunIdentity): Promise<void> => takeUp(identity, { isResumed: false }),
    resume,
    cancel,

    /** Stops runs whose events cannot be written any more. */
    breakOff(runIds: Iterable<string>, cause: unknown): void {
      for (const runId of runIds) underWay.get(runId)?.controller.abort(new WriteFailure(cause))
    },

    /** Leaves all that is under way for the next start: what it had come to is recorded, and it ends where it stands. */
    async close(): Promise<void> {
      await Promise.allSettled(takingUp)
      const left = [...underWay.values()]
      for (const { controller } of left) controller.abort(new Suspended())
      await Promise.all(left.map((run) => run.finished))
      for (const { identity } of left) store.release(identity)
    },
  }
}

export type Runs = ReturnType<typeof createRuns>

function noSuchNode(nodeId: string) {
  return userError('run.no-such-node', `There is no node \`${nodeId}\` in the workflow.`, { nodeId })
}

class WriteFailure extends Error {
  constructor(cause: unknown) {
    super('the database takes no more', { cause })
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

/**
 * The run's inputs as its start nodes declare them. Where it begins elsewhere and nothing it runs reads them, none is
 * required: the form belongs to the start by hand. A start that was given something has no use for the form either.
 */
function readInputs(plan: GraphPlan, given: JsonObject, hasPayload: boolean): JsonObject {
  const declared = plan.nodes
    .filter((node) => node.definition.start)
    .flatMap((node) => runInputs.parse(node.params.inputs ?? []))
  const runs = plan.nodes.filter((_, index) => plan.schedule.nodes[index]?.never === null)
  const asks = runs.some(({ definition, roots, inner }) => {
    const reads = roots.includes('inputs') || inner?.outerRoots.includes('inputs')
    return reads || (definition.start && !definition.trigger && !hasPayload)
  })
  return parseRunInputs(asks ? declared : declared.map((input) => ({ ...input, required: false })), given)
}

function readPayload(startNode: string | undefined, payload: Json | undefined): Json | undefined {
  if (payload === undefined || startNode !== undefined) return payload
  throw userError('run.no-start-for-payload', 'The run was given something for its start node, but not for which.', {
    hint: 'Name the start node, too.',
  })
}
