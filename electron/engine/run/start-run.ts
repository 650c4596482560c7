import { assert } from '../../../shared/assert.ts'
import type { Clock } from '../../../shared/clock.ts'
import { type ErrorInfo, NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { type Json, type JsonObject, stableStringify } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { Rerun, RunTrigger } from '../../../shared/run/events.ts'
import { parseRunInputs, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { ActiveRun, Effects } from './active-run.ts'
import { type Activity, createActivity } from './activity.ts'
import type { EventLog, RunLog } from './event-log.ts'
import { foldHistory, type RunHistory } from './history.ts'
import { isAlive } from './owners.ts'
import { type GraphPlan, planGraph } from './plan-graph.ts'
import type { ReadyWorkflows } from './ready-workflows.ts'
import { planReuse, type Reuse } from './reuse.ts'
import { outputsOf, runGraph } from './run-loop.ts'
import { createRunWaits } from './run-waits.ts'
import { readEvents, settleInFlight } from './settle-in-flight.ts'
import { createSlots } from './slots.ts'
import { Suspended } from './suspended.ts'
import type { Waits } from './waits.ts'

/** Nodes of one run under way at once, unless the workflow says otherwise. */
const defaultConcurrency = 8

export type RunRequest = {
  workspaceId: string
  /** null: a file that is not one of the workspace's workflows. */
  workflowId: string | null
  document: Workflow
  inputs: JsonObject
  trigger: RunTrigger
  /** What `auto` stands for, as `provider/model`; null where no node asks a model. */
  defaultModel: string | null
  /** The folder relative paths start from. */
  filesDir: string
  /** Only this node and what leads to it. */
  upTo?: string
  /** Takes up the work of another run instead of doing all of it. */
  rerun?: Rerun
}

type Parts = {
  store: RunsStore
  eventLog: EventLog
  nodeTypes: NodeTypes
  ready: ReadyWorkflows
  sandbox: Sandbox
  clock: Clock
  diagnostics: Log
  effectsIn(filesDir: string): Effects
  waits: Waits
  /** A person is asked something; said once for each question. */
  notify(notice: { title: string; body: string }): void
  /** Names this process in the runs it has under way, so that another start can tell which were cut off. */
  owner: string
}

type UnderWay = { controller: AbortController; finished: Promise<void>; log: RunLog; isIdle: boolean }

/** Starts runs, takes up those a stop of the program left behind, and keeps those under way. */
export function createRuns(parts: Parts) {
  const { store, eventLog, nodeTypes, clock, sandbox, diagnostics } = parts
  const underWay = new Map<string, UnderWay>()
  const idleListeners = new Set<(runId: string, isIdle: boolean) => void>()

  /**
   * Checks, plans and starts a run; answers as soon as it is recorded. Throws a user error, and starts nothing, where the
   * workflow or the inputs are not fit to run.
   */
  function start(request: RunRequest): { runId: string; finished: Promise<void> } {
    const { document, text, plan: whole } = parts.ready.get(request.document)
    if (request.upTo !== undefined && !Object.hasOwn(document.nodes, request.upTo)) throw noSuchNode(request.upTo)
    const plan = request.upTo === undefined ? whole : planGraph(document, nodeTypes.get, request.upTo)
    const inputs = readInputs(plan, request.inputs)
    const { rerun, upTo } = request
    const reuse = rerun ? reuseOf(rerun, document, inputs) : null
    const startedAt = clock.now()
    const runId = newId('run', startedAt)
    const { workspaceId, workflowId, trigger, defaultModel, filesDir } = request
    const workflowName = document.name
    const row = { runId, workspaceId, workflowId, workflowName, trigger, startedAt, owner: parts.owner }
    const identity = store.create(
      { ...row, document: text },
      {
        type: 'run-queued',
        priority: 0,
        workflowId,
        workflowName,
        inputs,
        trigger,
        defaultModel,
        filesDir,
        rerun,
        upTo,
      },
    )
    const log = eventLog.open(identity, 1)
    log.append({ type: 'run-started' })
    const finished = begin({
      workflowId,
      log,
      document,
      plan,
      runId,
      inputs,
      defaultModel,
      filesDir,
      startedAt,
      history: null,
      reuse,
    })
    return { runId, finished }
  }

  function reuseOf({ runId, from }: Rerun, now: Workflow, inputs: JsonObject): Reuse {
    const identity = store.identity(runId)
    const text = store.document(runId)
    if (!identity || !text) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    if (from.kind === 'node' && !Object.hasOwn(now.nodes, from.nodeId)) throw noSuchNode(from.nodeId)
    const history = foldHistory(readEvents(store, identity))
    const sameInputs = stableStringify(history.origin?.inputs ?? {}) === stableStringify(inputs)
    const document = JSON.parse(text) as Workflow // written by `start` as a checked workflow
    return planReuse({ runId, history, document, sameInputs }, now, from, (type) => nodeTypes.get(type).definition)
  }

  /**
   * Goes on with a run from where its log ends. What had finished is not run again, what was paid is not paid again; what
   * was under way is marked as interrupted and, where that can do no harm, run again.
   */
  async function resume(runId: string): Promise<void> {
    const identity = store.identity(runId)
    const text = store.document(runId)
    if (!identity || !text || !store.take(identity, parts.owner, isAlive)) return
    const history = foldHistory(readEvents(store, identity))
    const log = eventLog.open(identity, history.lastSeq)
    const { origin } = history
    assert(origin, `the log of ${runId} begins with run-queued`)
    log.append({ type: 'run-resumed' })
    const { inputs, defaultModel, filesDir } = origin
    const { startedAt } = history
    try {
      // The engine wrote it there as a checked workflow; a newer program may have newer node types.
      const document = upgradeGraph(nodeTypes.definitions, JSON.parse(text) as Workflow)
      const plan = planGraph(document, nodeTypes.get, origin.upTo)
      const reuse = origin.rerun ? reuseOf(origin.rerun, document, inputs) : null
      settleInFlight(history, plan, log, store.reservationOf)
      const { workflowId } = origin
      void begin({ log, document, plan, runId, workflowId, inputs, defaultModel, filesDir, startedAt, history, reuse })
    } catch (thrown) {
      // One run that cannot go on must not keep the program from starting.
      const bugId = newId('bug', clock.now())
      if (!(thrown instanceof NitiError))
        diagnostics.error('a run could not go on', { bugId, runId, stack: stackOf(thrown) })
      log.append({ type: 'run-finished', status: 'failed', outputs: {}, error: toErrorInfo(thrown, bugId) })
    }
    if (history.cancelRequested) underWay.get(runId)?.controller.abort()
    await log.flush()
  }

  type Begun = {
    log: RunLog
    document: Workflow
    plan: GraphPlan
    history: RunHistory | null
    reuse: Reuse | null
    workflowId: string | null
  } & Pick<ActiveRun, 'runId' | 'inputs' | 'defaultModel'> & { filesDir: string; startedAt: number }

  function begin({ log, document, plan, history, reuse, filesDir, startedAt, ...named }: Begun): Promise<void> {
    const controller = new AbortController()
    const { workflowId } = named
    const past = history?.waits ?? null
    const notify = ({ title, message }: { title: string; message: string }) =>
      parts.notify({ title: title || document.name, body: message || document.name })
    const activity = createActivity(null, () => setImmediate(noteIdle, named.runId, activity))
    const run: ActiveRun = {
      ...named,
      log,
      signal: controller.signal,
      slots: createSlots(document.settings?.concurrency ?? defaultConcurrency),
      waits: createRunWaits({ log, clock, waits: parts.waits, past, workflowId, notify }),
      activity,
      now: new Date(startedAt).toISOString(),
      clock,
      sandbox,
      effects: parts.effectsIn(filesDir),
      history,
      reuse,
      diagnostics,
    }
    const finished = runToEnd(run, plan).finally(() => underWay.delete(run.runId))
    underWay.set(run.runId, { controller, finished, log, isIdle: false })
    return finished
  }

  /** Told after whatever else happens in the same moment, so that a node which starts at once does not count as idle. */
  function noteIdle(runId: string, activity: Activity): void {
    const run = underWay.get(runId)
    if (!run || run.isIdle === activity.isIdle()) return
    run.isIdle = activity.isIdle()
    for (const listener of idleListeners) listener(runId, run.isIdle)
  }

  /** Never rejects: whatever goes wrong ends the run and stands in its last event. */
  async function runToEnd(run: ActiveRun, plan: GraphPlan): Promise<void> {
    let outputs: JsonObject = {}
    let error: ErrorInfo | undefined
    let status: 'succeeded' | 'failed' | 'cancelled' = 'failed'
    try {
      // The first node starts after the caller has its answer.
      await new Promise((resolve) => setImmediate(resolve))
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
    run.log.append({ type: 'run-finished', status, outputs, ...(error && { error }) })
    await run.log.flush().catch(() => {})
  }

  return {
    start,
    resume,

    /** Asks a run to stop. False where it is not under way in this process. */
    cancel(runId: string): boolean {
      const run = underWay.get(runId)
      if (!run) return false
      if (!run.controller.signal.aborted) {
        run.log.append({ type: 'run-cancel-requested' })
        run.controller.abort()
      }
      return true
    },

    /** Stops runs whose events cannot be written any more. */
    breakOff(runIds: Iterable<string>, cause: unknown): void {
      for (const runId of runIds) underWay.get(runId)?.controller.abort(new WriteFailure(cause))
    },

    isUnderWay: (runId: string) => underWay.has(runId),

    /** Whether a run that is under way in this process only waits: for a time, a call, a person. */
    isIdle: (runId: string): boolean => underWay.get(runId)?.isIdle ?? false,

    /** Runs under way in this process that do more than wait. */
    busyCount: (): number => [...underWay.values()].filter((run) => !run.isIdle).length,

    /** Says when a run begins to do nothing but wait, and when it goes on. Answers the function that ends the listening. */
    onIdleChange(listener: (runId: string, isIdle: boolean) => void): () => void {
      idleListeners.add(listener)
      return () => idleListeners.delete(listener)
    },

    /** Leaves all that is under way for the next start: what it had come to is recorded, and it ends where it stands. */
    async close(): Promise<void> {
      for (const { controller } of underWay.values()) controller.abort(new Suspended())
      await Promise.all([...underWay.values()].map((run) => run.finished))
      for (const { runId } of store.unfinished(parts.owner)) {
        const identity = store.identity(runId)
        if (identity) store.release(identity)
      }
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

/** The run's inputs as its start nodes declare them. */
function readInputs(plan: GraphPlan, given: JsonObject): JsonObject {
  const declared = plan.nodes
    .filter((node) => node.definition.start)
    .flatMap((node) => runInputs.parse(node.params.inputs ?? []))
  return parseRunInputs(declared, given)
}
