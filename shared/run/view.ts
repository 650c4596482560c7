import { unreachable } from '../assert.ts'
import type { ErrorInfo } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { containersOf, nodeKey, type RunEvent, type RunStatus } from './events.ts'
import type { ChatMessage, FinishReason, ModelUsage, PriceSnapshot } from './model-call.ts'
import type { WaitAsk } from './wait.ts'

export type NodeStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled'

export type ModelCallView = {
  callId: string
  provider: string
  model: string
  status: 'running' | 'succeeded' | 'failed'
  startedAt: number
  messages: ChatMessage[]
  settings: JsonObject
  text: string
  error?: ErrorInfo
  finishReason?: FinishReason
  usage: ModelUsage | null
  microUsd: number | null
  price: PriceSnapshot | null
  latencyMs: number | null
  firstTokenMs: number | null
  tries: number
  /** A budget limited its answer to so many tokens; `budgetId` null: nobody knows the model's own limit. */
  outputLimit?: { tokens: number; budgetId: string | null }
  /** It was cut off and nobody knows what it cost: `usage` and `microUsd` are the most they may be. */
  atMaximum?: true
  retries: { error: ErrorInfo; waitMs: number; microUsd: number | null; usage: ModelUsage | null }[]
}

/** Tokens and money of some calls. `unknownCalls` of them have no known price and are not in `microUsd`. */
export type CostView = {
  inputTokens: number
  outputTokens: number
  microUsd: number
  unknownCalls: number
  calls: number
}

export type NodeView = {
  key: string
  node: string
  scope: string
  nodeType: string
  status: NodeStatus
  attempt: number
  startedAt: number | null
  durationMs: number | null
  /** The params as they were after expressions, where any were. */
  params?: JsonObject
  outputs?: JsonObject
  error?: ErrorInfo
  /** It was not run: its outputs are pinned (null) or those of an earlier run. */
  reused?: { fromRunId: string | null }
  /** Why it was skipped, or what it waits for. */
  reason?: string
  /** Tries that failed and were followed by another. */
  retries: { attempt: number; error: ErrorInfo; waitMs: number }[]
  calls: ModelCallView[]
  requests: { method: string; url: string; status: number | null; durationMs: number; bytes: number; at: number }[]
  logs: { at: number; level: 'info' | 'warn' | 'error'; text: string }[]
  /** What it waits for, while its status is `waiting`. */
  wait?: { waitId: string; ask: WaitAsk; since: number }
  /** The workflow it runs inside itself, and with what. */
  subworkflow?: { workflowId: string; workflowName: string; version: number | null; inputs: JsonObject }
  /** Rounds of a container. */
  iterations?: { total: number; succeeded: number; failed: number }
  /** Its own calls; of a container, those of everything inside it. */
  cost: CostView
}

/** A run as a screen shows it. Made by `reduceRun` alone. */
export type RunView = {
  runId: string
  workflowId: string | null
  workflowName: string
  status: RunStatus
  cancelRequested: boolean
  inputs: JsonObject
  outputs: JsonObject
  defaultModel: string | null
  /** The folder relative paths start from. */
  filesDir: string
  /** The run it does part of the work of again. */
  rerunOf: string | null
  startedAt: number
  finishedAt: number | null
  /** When it last went on after the program had stopped in the middle of it. */
  resumedAt: number | null
  error?: ErrorInfo
  lastSeq: number
  nodes: Record<string, NodeView>
  cost: CostView
}

const noCost: CostView = { inputTokens: 0, outputTokens: 0, microUsd: 0, unknownCalls: 0, calls: 0 }

export function emptyRunView(runId: string): RunView {
  return {
    runId,
    workflowId: null,
    workflowName: '',
    status: 'running',
    cancelRequested: false,
    inputs: {},
    outputs: {},
    defaultModel: null,
    filesDir: '',
    rerunOf: null,
    startedAt: 0,
    finishedAt: null,
    resumedAt: null,
    lastSeq: 0,
    nodes: {},
    cost: noCost,
  }
}

/**
 * Folds events into the view. The view given is left as it was; nodes that nothing happened to keep their identity, so a
 * screen redraws only what changed. Events already folded in (by `seq`) are passed over, so overlapping batches do no harm.
 */
export function reduceRun(view: RunView, events: RunEvent[]): RunView {
  const fresh = events.filter((event) => event.seq > view.lastSeq)
  if (fresh.length === 0) return view
  // One copy for each batch, not for each event: a run of 10,000 nodes folds in linear time.
  const next: RunView = { ...view, nodes: { ...view.nodes } }
  const touched = new Set<string>()
  for (const event of fresh) {
    if (event.seq <= next.lastSeq) continue
    fold(next, event, touched)
    next.lastSeq = event.seq
  }
  return next
}

function fold(view: RunView, event: RunEvent, touched: Set<string>): void {
  switch (event.type) {
    case 'run-queued':
      view.status = 'queued'
      view.workflowId = event.workflowId
      view.workflowName = event.workflowName
      view.inputs = event.inputs
      view.defaultModel = event.defaultModel
      view.filesDir = event.filesDir
      view.startedAt = event.at
      view.rerunOf = event.rerun?.runId ?? null
      return
    case 'run-started':
      view.status = 'running'
      view.startedAt = event.at
      return
    case 'run-resumed':
      view.status = 'running'
      view.resumedAt = event.at
      return
    case 'run-cancel-requested':
      view.cancelRequested = true
      return
    case 'run-finished':
      view.status = event.status
      view.outputs = event.outputs
      view.finishedAt = event.at
      if (event.error) view.error = event.error
      endWaits(view, touched)
      return
    case 'node-started': {
      const node = touch(view, event, touched)
      node.status = node.wait ? 'waiting' : 'running'
      delete node.reason
      node.attempt = event.attempt
      node.nodeType = event.nodeType
      node.startedAt ??= event.at
      if (event.params) node.params = event.params
      return
    }
    case 'node-finished': {
      const node = touch(view, event, touched)
      settle(node, 'succeeded', event.durationMs)
      delete node.error
      node.outputs = event.outputs
      return
    }
    case 'node-reused': {
      const node = touch(view, event, touched)
      settle(node, 'succeeded', 0)
      node.nodeType = event.nodeType
      node.outputs = event.outputs
      node.reused = { fromRunId: event.fromRunId }
      return
    }
    case 'node-retried': {
      const node = touch(view, event, touched)
      node.error = event.error
      node.reason = 'Failed; waits to be tried again'
      node.retries.push({ attempt: event.attempt, error: event.error, waitMs: event.waitMs })
      return
    }
    case 'node-failed': {
      const node = touch(view, event, touched)
      settle(node, 'failed', event.durationMs)
      node.error = event.error
      if (event.goesOnWith) node.outputs = event.goesOnWith
      return
    }
    case 'node-interrupted': {
      const node = touch(view, event, touched)
      // It waits for its turn again, or a failure follows at once.
      node.status = 'queued'
      node.reason = 'The program stopped while it was under way'
      node.startedAt = null
      return
    }
    case 'node-cancelled':
      settle(touch(view, event, touched), 'cancelled', event.durationMs)
      return
    case 'wait-started': {
      const node = touch(view, event, touched)
      node.status = 'waiting'
      node.wait = { waitId: event.waitId, ask: event.ask, since: event.at }
      return
    }
    case 'wait-ended': {
      const node = touch(view, event, touched)
      if (node.status === 'waiting') node.status = 'running'
      delete node.wait
      return
    }
    case 'subworkflow-started': {
      const { workflowId, workflowName, version, inputs } = event
      touch(view, event, touched).subworkflow = { workflowId, workflowName, version, inputs }
      return
    }
    case 'node-skipped': {
      const node = touch(view, event, touched)
      node.status = 'skipped'
      node.reason = event.reason
      delete node.wait
      return
    }
    case 'node-logged':
      touch(view, event, touched).logs.push({ at: event.at, level: event.level, text: event.text })
      return
    case 'iterations-counted':
      touch(view, event, touched).iterations = { total: event.total, succeeded: 0, failed: 0 }
      return
    case 'iteration-finished': {
      const node = touch(view, event, touched)
      const rounds = node.iterations ?? { total: 0, succeeded: 0, failed: 0 }
      node.iterations = {
        ...rounds,
        succeeded: rounds.succeeded + (event.status === 'succeeded' ? 1 : 0),
        failed: rounds.failed + (event.status === 'failed' ? 1 : 0),
      }
      return
    }
    case 'model-call-queued':
      touch(view, event, touched).reason =
        event.per === 'minute'
          ? `Waits for its turn (${event.provider}, ${event.limit} requests a minute)`
          : `Waits for a free place (${event.provider}, ${event.limit} at once)`
      return
    case 'model-call-started': {
      const node = touch(view, event, touched)
      delete node.reason
      node.calls.push({
        callId: event.callId,
        provider: event.provider,
        model: event.model,
        status: 'running',
        startedAt: event.at,
        messages: event.messages,
        settings: event.settings,
        text: '',
        usage: null,
        microUsd: null,
        price: null,
        latencyMs: null,
        firstTokenMs: null,
        tries: 1,
        retries: [],
      })
      return
    }
    case 'model-call-retried': {
      const { error, waitMs, microUsd, usage } = event
      changeCall(touch(view, event, touched), event.callId, (call) => ({
        ...call,
        tries: event.tries,
        retries: [...call.retries, { error, waitMs, microUsd, usage }],
      }))
      addCost(view, event, touched)
      return
    }
    case 'model-call-finished':
    case 'model-call-failed': {
      const failed = event.type === 'model-call-failed'
      const { model, text, usage, microUsd, price, latencyMs, firstTokenMs, tries } = event
      const outcome = failed ? { error: event.error } : { finishReason: event.finishReason }
      const status = failed ? 'failed' : 'succeeded'
      const { outputLimit, atMaximum } = event
      const settled = {
        ...{ model, text, usage, microUsd, price, latencyMs, firstTokenMs, tries },
        status,
        ...outcome,
        ...(outputLimit && { outputLimit }),
        ...(atMaximum && { atMaximum }),
      } as const
      changeCall(touch(view, event, touched), event.callId, (call) => ({ ...call, ...settled }))
      addCost(view, event, touched)
      return
    }
    case 'http-called': {
      const { method, url, status, durationMs, bytes, at } = event
      touch(view, event, touched).requests.push({ method, url, status, durationMs, bytes, at })
      return
    }
    default:
      unreachable(event)
  }
}

/** The node's view as an object of this batch's own: copied once, then changed in place until the batch is folded. */
function touch(view: RunView, at: { node: string; scope: string }, touched: Set<string>): NodeView {
  const key = nodeKey(at.scope, at.node)
  const old = Object.hasOwn(view.nodes, key) ? view.nodes[key] : undefined
  if (old && touched.has(key)) return old
  const node: NodeView = old
    ? { ...old, retries: [...old.retries], calls: [...old.calls], requests: [...old.requests], logs: [...old.logs] }
    : {
        key,
        node: at.node,
        scope: at.scope,
        nodeType: '',
        status: 'queued',
        attempt: 0,
        startedAt: null,
        durationMs: null,
        retries: [],
        calls: [],
        requests: [],
        logs: [],
        cost: noCost,
      }
  view.nodes[key] = node
  touched.add(key)
  return node
}

/** Of a run that is over nothing waits: it may have ended before the nodes that did were heard of again. */
function endWaits(view: RunView, touched: Set<string>): void {
  for (const node of Object.values(view.nodes)) {
    if (node.wait) settle(touch(view, node, touched), 'cancelled', node.durationMs ?? 0)
  }
}

function settle(node: NodeView, status: NodeStatus, durationMs: number): void {
  node.status = status
  node.durationMs = durationMs
  delete node.reason
  delete node.wait
}

function changeCall(node: NodeView, callId: string, change: (call: ModelCallView) => ModelCallView): void {
  node.calls = node.calls.map((call) => (call.callId === callId ? change(call) : call))
}

type Billed = { node: string; scope: string; usage: ModelUsage | null; microUsd: number | null }

/** Adds a billed call to its node, to every container around it and to the run, once each. */
function addCost(view: RunView, event: Billed, touched: Set<string>): void {
  if (!event.usage) return
  for (const at of [{ node: event.node, scope: event.scope }, ...containersAround(event.scope)]) {
    const node = touch(view, at, touched)
    node.cost = plusCall(node.cost, event.usage, event.microUsd)
  }
  view.cost = plusCall(view.cost, event.usage, event.microUsd)
}

function plusCall(cost: CostView, usage: ModelUsage, microUsd: number | null): CostView {
  return {
    inputTokens: cost.inputTokens + usage.inputTokens,
    outputTokens: cost.outputTokens + usage.outputTokens,
    microUsd: cost.microUsd + (microUsd ?? 0),
    unknownCalls: cost.unknownCalls + (microUsd === null ? 1 : 0),
    calls: cost.calls + 1,
  }
}

/** The container nodes a scope stands in, each with its own scope: `a#1/b#0` gives `b` in `a#1`, then `a` at the top. */
function containersAround(scope: string): { node: string; scope: string }[] {
  const names = containersOf(scope)
  const parts = scope === '' ? [] : scope.split('/')
  return names.map((node, depth) => ({ node, scope: parts.slice(0, depth).join('/') })).reverse()
}
