import type { Clock } from '../../../shared/clock.ts'
import type { Issue } from '../../../shared/contract/workflows.ts'
import { type ErrorInfo, toErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { RunTrigger } from '../../../shared/run/events.ts'
import { checkWorkflow } from '../../../shared/workflow/check.ts'
import { parseRunInputs, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { ActiveRun, Effects } from './active-run.ts'
import type { EventLog } from './event-log.ts'
import { type GraphPlan, planGraph } from './plan-graph.ts'
import { outputsOf, runGraph } from './run-loop.ts'
import { createSlots } from './slots.ts'

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
  effects: Effects
}

type Parts = {
  store: RunsStore
  eventLog: EventLog
  nodeTypes: NodeTypes
  sandbox: Sandbox
  clock: Clock
  diagnostics: Log
  /** Names this process in the runs it has under way, so that another start can tell which were cut off. */
  owner: string
}

type UnderWay = { controller: AbortController; finished: Promise<void>; requestCancel(): void }

/** Starts runs and keeps those under way. */
export function createRuns(parts: Parts) {
  const underWay = new Map<string, UnderWay>()

  /**
   * Checks, plans and starts a run; answers as soon as it is recorded. Throws a user error, and starts nothing, where the
   * workflow or the inputs are not fit to run.
   */
  function start(request: RunRequest): { runId: string; finished: Promise<void> } {
    const { store, eventLog, nodeTypes, clock, sandbox, diagnostics } = parts
    const document = upgradeGraph(nodeTypes.definitions, request.document)
    refuseBroken(checkWorkflow(document, nodeTypes.find))
    const plan = planGraph(document, nodeTypes.get)
    const inputs = readInputs(plan, request.inputs)
    const runId = newId('run', clock.now())
    const identity = store.create({
      runId,
      workspaceId: request.workspaceId,
      workflowId: request.workflowId,
      workflowName: document.name,
      document: JSON.stringify(document),
      trigger: request.trigger,
      startedAt: clock.now(),
      owner: parts.owner,
    })
    const log = eventLog.open(identity)
    const { workflowId, trigger, defaultModel, effects } = request
    log.append({ type: 'run-started', workflowId, workflowName: document.name, inputs, trigger, defaultModel })
    const controller = new AbortController()
    const run: ActiveRun = {
      runId,
      log,
      signal: controller.signal,
      slots: createSlots(document.settings?.concurrency ?? defaultConcurrency),
      inputs,
      defaultModel,
      now: new Date(clock.now()).toISOString(),
      clock,
      sandbox,
      effects,
      diagnostics,
    }
    const finished = runToEnd(run, plan).finally(() => underWay.delete(runId))
    const requestCancel = () => log.append({ type: 'run-cancel-requested' })
    underWay.set(runId, { controller, finished, requestCancel })
    return { runId, finished }
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
      const bugId = newId('bug', parts.clock.now())
      parts.diagnostics.error('a run broke off with a bug', { bugId, runId: run.runId, stack: stackOf(thrown) })
      error = toErrorInfo(thrown, bugId)
    }
    // Cancelled because the database took no more: that is the run's failure, not the person's wish.
    const reason: unknown = run.signal.reason
    if (status === 'cancelled' && reason instanceof WriteFailure) {
      status = 'failed'
      error = toErrorInfo(reason.cause, newId('bug', parts.clock.now()))
    }
    run.log.append({ type: 'run-finished', status, outputs, ...(error && { error }) })
    await run.log.flush().catch(() => {})
  }

  return {
    start,

    /** Asks a run to stop. False where it is not under way in this process. */
    cancel(runId: string): boolean {
      const run = underWay.get(runId)
      if (!run) return false
      if (!run.controller.signal.aborted) {
        run.requestCancel()
        run.controller.abort()
      }
      return true
    },

    /** Stops runs whose events cannot be written any more. */
    breakOff(runIds: Iterable<string>, cause: unknown): void {
      for (const runId of runIds) underWay.get(runId)?.controller.abort(new WriteFailure(cause))
    },

    isUnderWay: (runId: string) => underWay.has(runId),

    /** Cancels all that is under way and waits until it is recorded. */
    async close(): Promise<void> {
      for (const { controller } of underWay.values()) controller.abort()
      await Promise.all([...underWay.values()].map((run) => run.finished))
    },
  }
}

export type Runs = ReturnType<typeof createRuns>

class WriteFailure extends Error {
  constructor(cause: unknown) {
    super('the database takes no more', { cause })
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

/** The errors of a check, as one: the first in words, all of them as data. */
function refuseBroken(issues: Issue[]): void {
  const errors = issues.filter((issue) => issue.severity === 'error')
  const [first] = errors
  if (!first) return
  const where = first.nodeId ? `\`${[...first.at, first.nodeId].join('.')}\`: ` : ''
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  throw userError(first.code, `${where}${first.message}${more}`, {
    nodeId: first.nodeId,
    field: first.field,
    position: first.position,
    details: { issues: errors.map((issue) => ({ ...issue })) },
  })
}

/** The run's inputs as its start nodes declare them. */
function readInputs(plan: GraphPlan, given: JsonObject): JsonObject {
  const declared = plan.nodes
    .filter((node) => node.definition.start)
    .flatMap((node) => runInputs.parse(node.params.inputs ?? []))
  return parseRunInputs(declared, given)
}
