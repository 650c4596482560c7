import type { z } from 'zod'
import { errorPort } from '../../../shared/catalog/ports.ts'
import { type ErrorInfo, NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { NodeOutputs } from '../nodes/define-node.ts'
import { resolveParams } from '../sandbox/resolve-params.ts'
import { createActivity } from './activity.ts'
import { type AfterStop, askAfterStop } from './ask-after-stop.ts'
import { askBeforeWork } from './ask-before-work.ts'
import type { Execution } from './execution.ts'
import { makeNodeContext } from './node-context.ts'
import { type NodeTimeout, startNodeTimeout } from './node-timeout.ts'
import type { PlannedNode } from './plan-graph.ts'
import { type Arrived, collectInputs, scopeOf } from './resolve-inputs.ts'
import { retryWaitMs } from './retry.ts'
import { Suspended } from './suspended.ts'

export type Outcome =
  | { status: 'succeeded'; outputs: NodeOutputs }
  | { status: 'failed'; error: ErrorInfo }
  | { status: 'cancelled' }

/** One try: not recorded yet where it failed, because what that means is for the node's policy to say. */
type Tried = Outcome | { status: 'broken'; error: ErrorInfo; durationMs: number }

/**
 * Runs one node, again where its policy says so, and records what happened. The answer is a promise only where something
 * had to be waited for: a graph of nodes that need not wait runs through without one promise per node.
 */
export function executeNode(execution: Execution): Outcome | Promise<Outcome> {
  // A dry run did nothing that must not be done twice.
  if (execution.asksFirst && !execution.run.isDryRun) return executeAsTold(execution)
  const { timeoutMs } = execution.planned.node.policy ?? {}
  const timeout = timeoutMs === undefined ? null : startNodeTimeout(timeoutMs)
  const tried = tryNode(timeout ? withTimeout(execution, timeout) : execution)
  if (tried instanceof Promise) return tried.then((outcome) => conclude(execution, outcome, timeout))
  return conclude(execution, tried, timeout)
}

/** The node's time stands still while it, or everything inside it, waits. */
function withTimeout(execution: Execution, timeout: NodeTimeout): Execution {
  const { run } = execution
  const atWork = execution.planned.definition.runsOthers ? 1 : 0
  const activity = createActivity(run.activity, (idle) => (idle ? timeout.stop() : timeout.goOn()), atWork)
  return { ...execution, run: { ...run, activity }, signal: AbortSignal.any([run.signal, timeout.signal]) }
}

/** A stop of the program cut it off, and its policy leaves it to a person what becomes of it. */
async function executeAsTold(execution: Execution): Promise<Outcome> {
  const { run, planned, scope } = execution
  let told: AfterStop
  try {
    told = await askAfterStop(execution)
  } catch (thrown) {
    if (isCalledOff(execution, thrown)) return recordCancelled(execution, 0)
    throw thrown
  }
  if (told === 'again') return executeNode({ ...execution, asksFirst: false })
  const code = `run.interrupted-${told}`
  const what = told === 'skip' ? 'the run goes on without it' : 'it was to fail then'
  const message = `Niti stopped while ${titleOf(planned)} was under way, and ${what}.`
  const error: ErrorInfo = { kind: 'user', code, message, nodeId: planned.id }
  const port = planned.outputPorts.find((id) => id !== errorPort) ?? 'out'
  const outputs = told === 'skip' ? { [port]: null } : outputsAfterError(planned, error)
  const at = { node: planned.id, scope, attempt: Math.max(1, execution.attempt - 1), durationMs: 0 }
  run.log.append({ type: 'node-failed', ...at, error, ...(outputs && { goesOnWith: outputs }) })
  return outputs ? { status: 'succeeded', outputs } : { status: 'failed', error }
}

function conclude(execution: Execution, tried: Tried, timeout: NodeTimeout | null): Outcome | Promise<Outcome> {
  timeout?.stop()
  if (tried.status !== 'broken') return tried
  const { run, planned, scope, attempt, tries } = execution
  const { policy } = planned.node
  const hadItsTime = timeout?.signal.aborted && !run.signal.aborted
  const error = hadItsTime ? timeoutError(planned) : tried.error
  const at = { node: planned.id, scope, attempt, durationMs: tried.durationMs }
  const waitMs = retryWaitMs({ policy: policy?.retry, error, tries, random: Math.random() })
  if (waitMs !== null) {
    run.log.append({ type: 'node-retried', ...at, error, waitMs })
    run.history?.forgetInside({ node: planned.id, scope })
    const again = { ...execution, goesOn: false, signal: run.signal, attempt: attempt + 1, tries: tries + 1 }
    return run.clock.sleep(waitMs, run.signal).then(
      () => executeNode(again),
      () => recordCancelled(again, 0),
    )
  }
  const outputs = outputsAfterError(planned, error)
  run.log.append({ type: 'node-failed', ...at, error, ...(outputs && { goesOnWith: outputs }) })
  return outputs ? { status: 'succeeded', outputs } : { status: 'failed', error }
}

function timeoutError(planned: PlannedNode): ErrorInfo {
  const { timeoutMs } = planned.node.policy ?? {}
  const message = `${titleOf(planned)} took longer than ${timeoutMs} ms.`
  const hint = 'Give it more time in its set-up, or less to do.'
  return { kind: 'external', code: 'node.timeout', message, hint, retryable: true, nodeId: planned.id }
}

/** What the run goes on with although the node failed; null where the failure is the run's. */
function outputsAfterError({ node, outputPorts }: PlannedNode, error: ErrorInfo): NodeOutputs | null {
  const { onError = 'fail', fallback = null } = node.policy ?? {}
  if (onError === 'fail') return null
  const { code, message } = error
  return onError === 'port' ? { [errorPort]: { code, message } } : { [outputPorts[0] ?? 'out']: fallback }
}

function tryNode(execution: Execution): Tried | Promise<Tried> {
  const { run, planned } = execution
  const startedAt = run.clock.now()
  const arrived = collectInputs(planned, execution.values)
  const fail = (thrown: unknown) => explainFailure(execution, startedAt, thrown)
  try {
    const params = resolve(execution, arrived)
    if (params instanceof Promise) {
      return params.then((known) => settleLater(start(execution, known, arrived), execution, startedAt)).catch(fail)
    }
    const outputs = start(execution, params, arrived)
    if (outputs instanceof Promise) return settleLater(outputs, execution, startedAt).catch(fail)
    return recordSuccess(execution, startedAt, outputs)
  } catch (thrown) {
    return fail(thrown)
  }
}

async function settleLater(
  outputs: NodeOutputs | Promise<NodeOutputs>,
  execution: Execution,
  startedAt: number,
): Promise<Tried> {
  return recordSuccess(execution, startedAt, await outputs)
}

function resolve({ run, planned, values, signal }: Execution, arrived: Arrived): JsonObject | Promise<JsonObject> {
  if (!planned.hasExpressions) return planned.params
  const scope = scopeOf(run, values, arrived, planned.roots)
  // A name that is not there: the whole scope makes for an error that can say which names are.
  const known = planned.roots.every((root) => Object.hasOwn(scope, root)) ? scope : scopeOf(run, values, arrived)
  return resolveParams(planned.params, known, run.sandbox, { raw: planned.isRaw, signal })
}

function start(execution: Execution, resolved: JsonObject, arrived: Arrived): NodeOutputs | Promise<NodeOutputs> {
  const { run, scope, planned } = execution
  const params = parseParams(planned, resolved)
  if (!execution.goesOn) {
    run.log.append({
      type: 'node-started',
      node: planned.id,
      scope,
      attempt: execution.attempt,
      nodeType: planned.node.type,
      ...(planned.hasExpressions || planned.work ? { params: resolved } : {}),
      ...(planned.work && { isWork: true }),
    })
  }
  const context = makeNodeContext(execution, arrived)
  const work = Object.assign(arrived, { params })
  if (!planned.work) return planned.definition.run(context, work)
  return askBeforeWork(execution, planned.work).then(() => planned.definition.run(context, work))
}

type Params = z.output<PlannedNode['definition']['params']>

function parseParams(planned: PlannedNode, resolved: JsonObject): Params {
  if (planned.fixedParams !== undefined) return planned.fixedParams as Params // parsed by this very schema before
  const parsed = planned.definition.params.safeParse(resolved)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = ['params', ...(issue?.path ?? [])].join('.')
    throw userError('node.bad-params', `\`${field}\` of ${titleOf(planned)}: ${issue?.message ?? 'is not valid'}.`, {
      field,
    })
  }
  if (!planned.hasExpressions) planned.fixedParams = parsed.data as Json // a schema of JSON values gives JSON values
  return parsed.data
}

function recordSuccess(
  { run, scope, planned, attempt }: Execution,
  startedAt: number,
  outputs: NodeOutputs,
): Outcome | Promise<Outcome> {
  const durationMs = run.clock.now() - startedAt
  const record = (): Outcome => {
    run.log.append({ type: 'node-finished', node: planned.id, scope, attempt, outputs, durationMs })
    return { status: 'succeeded', outputs }
  }
  return run.log.packLarge(outputs)?.then(record) ?? record()
}

function recordCancelled({ run, scope, planned, attempt }: Execution, durationMs: number): Outcome {
  // Nothing is said of a node the program leaves behind: the next start finds it under way and decides.
  if (run.signal.reason instanceof Suspended) return { status: 'cancelled' }
  run.log.append({ type: 'node-cancelled', node: planned.id, scope, attempt, durationMs })
  return { status: 'cancelled' }
}

/** The run was ended around it, or what it waited for is not waited for any longer; its own time being up is a failure. */
function isCalledOff({ run, signal }: Execution, thrown: unknown): boolean {
  if (run.signal.aborted) return true
  return thrown instanceof NitiError && thrown.info.kind === 'cancelled' && !signal.aborted
}

function explainFailure(execution: Execution, startedAt: number, thrown: unknown): Tried {
  const { run, scope, planned } = execution
  const durationMs = run.clock.now() - startedAt
  if (isCalledOff(execution, thrown)) return recordCancelled(execution, durationMs)
  const bugId = newId('bug', run.clock.now())
  const info = toErrorInfo(thrown, bugId)
  if (info.kind === 'bug') {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown)
    run.diagnostics.error('a node failed with a bug', { bugId, runId: run.runId, node: planned.id, scope, stack })
  }
  return { status: 'broken', error: { ...info, nodeId: info.nodeId ?? planned.id }, durationMs }
}

function titleOf(planned: PlannedNode): string {
  return planned.node.title ?? planned.definition.title
}
