import { unreachable } from '../assert.ts'
import type { ErrorInfo } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { type AgentWork, foldAgent, foldEmbedding, noteInner } from './agent-view.ts'
import { type ModelCallView, startedCall, wentOn } from './call-view.ts'
import { type CostView, containersAround, noCost, plusCall } from './cost-view.ts'
import { type LogLevel, nodeKey, type RunEvent, type RunStatus } from './events.ts'
import type { ModelUsage } from './model-call.ts'
import { added, none, own } from './own-list.ts'
import { type PastWait, plusPastWait } from './past-wait.ts'
import type { WaitAsk } from './wait.ts'

export type NodeStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled'

export type { AgentView, TaskView, ToolCallStatus, ToolCallView, WordsView } from './agent-view.ts'
export type { ModelCallView } from './call-view.ts'
export type { CostView } from './cost-view.ts'

/** A request that was made; `service` where it was part of a call to one. */
export type RequestView = Pick<
  Extract<RunEvent, { type: 'http-called' }>,
  'method' | 'url' | 'status' | 'durationMs' | 'bytes' | 'service' | 'at'
>

export type NodeView = AgentWork & {
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
  requests: RequestView[]
  logs: { at: number; level: LogLevel; text: string }[]
  /** What it waits for, while its status is `waiting`. */
  wait?: { waitId: string; ask: WaitAsk; since: number }
  /** What it waited for before, in order. */
  pastWaits?: PastWait[]
  /** The workflow it runs inside itself, and with what. */
  subworkflow?: { workflowId: string; workflowName: string; version: number | null; inputs: JsonObject }
  /** Rounds of a container; `total` null while nobody knows how many there will be. */
  iterations?: { total: number | null; succeeded: number; failed: number }
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
  /** The offline model answers in the place of all others, and nothing outside is changed. */
  dryRun?: true
  startedAt: number
  finishedAt: number | null
  /** When it last went on after the program had stopped in the middle of it. */
  resumedAt: number | null
  error?: ErrorInfo
  lastSeq: number
  nodes: Record<string, NodeView>
  cost: CostView
}

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

/** Nodes of a view that is copied for each batch; a loop over 100,000 entries would copy its table for seconds. */
const mostCopied = 5_000
/** Tables of more nodes than that: from then on all views of the run share theirs. */
const sharedNodes = new WeakSet<RunView['nodes']>()

/**
 * Folds events into the view. The view given is left as it was (but for the table of a view of very many nodes, which gets
 * the new ones); nodes that nothing happened to keep their identity, so a screen redraws only what changed. Events already
 * folded in (by `seq`) are passed over, so overlapping batches do no harm.
 */
export function reduceRun(view: RunView, events: RunEvent[]): RunView {
  const fresh = events.filter((event) => event.seq > view.lastSeq)
  if (fresh.length === 0) return view
  // One copy for each batch, not for each event: a run of 10,000 nodes folds in linear time.
  const next: RunView = { ...view, nodes: sharedNodes.has(view.nodes) ? view.nodes : { ...view.nodes } }
  const touched = new Set<string>()
  const isOwn = (key: string) => {
    if (touched.has(key)) return true
    touched.add(key)
    return false
  }
  for (const event of fresh) foldNext(next, event, isOwn)
  if (next.nodes !== view.nodes && Object.keys(next.nodes).length > mostCopied) sharedNodes.add(next.nodes)
  return next
}

/** The view of all these events, in order, without the copies that showing the way there takes. */
export function foldRun(runId: string, events: Iterable<RunEvent>): RunView {
  const view = emptyRunView(runId)
  const isOwn = () => true
  for (const event of events) foldNext(view, event, isOwn)
  return view
}

/** Whether a node's view may be changed in place, asked once before each change. */
type IsOwn = (key: string) => boolean
type At = { node: string; scope: string }

function foldNext(view: RunView, event: RunEvent, isOwn: IsOwn): void {
  if (event.seq <= view.lastSeq) return
  const isInside = 'scope' in event && event.scope !== ''
  const waited = isInside && waitsForPerson(view, event)
  fold(view, event, isOwn)
  if (isInside) noteAround(view, event, { waited, isOwn })
  view.lastSeq = event.seq
}

function fold(view: RunView, event: RunEvent, isOwn: IsOwn): void {
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
      if (event.dryRun) view.dryRun = true
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
      endWaits(view, isOwn)
      return
    case 'node-started': {
      const node = touch(view, event, isOwn)
      node.status = node.wait ? 'waiting' : 'running'
      delete node.reason
      node.attempt = event.attempt
      node.nodeType = event.nodeType
      node.startedAt ??= event.at
      if (event.params) node.params = event.params
      return
    }
    case 'node-finished': {
      const node = touch(view, event, isOwn)
      settle(node, 'succeeded', event.durationMs)
      delete node.error
      node.outputs = event.outputs
      return
    }
    case 'node-reused': {
      const node = touch(view, event, isOwn)
      settle(node, 'succeeded', 0)
      node.nodeType = event.nodeType
      node.outputs = event.outputs
      node.reused = { fromRunId: event.fromRunId }
      return
    }
    case 'node-retried': {
      const node = touch(view, event, isOwn)
      node.error = event.error
      node.reason = 'Failed; waits to be tried again'
      node.retries = added(node.retries, { attempt: event.attempt, error: event.error, waitMs: event.waitMs })
      return
    }
    case 'node-failed': {
      const node = touch(view, event, isOwn)
      settle(node, 'failed', event.durationMs)
      node.error = event.error
      if (event.goesOnWith) node.outputs = event.goesOnWith
      return
    }
    case 'node-interrupted': {
      const node = touch(view, event, isOwn)
      // It waits for its turn again, or a failure follows at once.
      node.status = 'queued'
      node.reason = 'The program stopped while it was under way'
      node.startedAt = null
      return
    }
    case 'node-cancelled':
      settle(touch(view, event, isOwn), 'cancelled', event.durationMs)
      return
    case 'wait-started': {
      const node = touch(view, event, isOwn)
      node.status = 'waiting'
      node.wait = { waitId: event.waitId, ask: event.ask, since: event.at }
      return
    }
    case 'wait-ended': {
      const node = touch(view, event, isOwn)
      if (node.status === 'waiting') node.status = 'running'
      node.pastWaits = plusPastWait(node, event)
      delete node.wait
      return
    }
    case 'subworkflow-started': {
      const { workflowId, workflowName, version, inputs } = event
      touch(view, event, isOwn).subworkflow = { workflowId, workflowName, version, inputs }
      return
    }
    case 'node-skipped': {
      const node = touch(view, event, isOwn)
      node.status = 'skipped'
      node.reason = event.reason
      delete node.wait
      return
    }
    case 'node-logged': {
      const node = touch(view, event, isOwn)
      node.logs = added(node.logs, { at: event.at, level: event.level, text: event.text })
      return
    }
    case 'iterations-counted': {
      const node = touch(view, event, isOwn)
      const isLateCount = node.iterations?.total === null && event.total !== null
      const ended = isLateCount && node.iterations ? node.iterations : { succeeded: 0, failed: 0 }
      node.iterations = { ...ended, total: event.total }
      return
    }
    case 'iteration-finished': {
      const node = touch(view, event, isOwn)
      const rounds = node.iterations ?? { total: 0, succeeded: 0, failed: 0 }
      node.iterations = {
        ...rounds,
        succeeded: rounds.succeeded + (event.status === 'succeeded' ? 1 : 0),
        failed: rounds.failed + (event.status === 'failed' ? 1 : 0),
      }
      return
    }
    case 'model-call-queued':
      touch(view, event, isOwn).reason =
        event.per === 'minute'
          ? `Waits for its turn (${event.provider}, ${event.limit} requests a minute)`
          : `Waits for a free place (${event.provider}, ${event.limit} at once)`
      return
    case 'model-call-started': {
      const node = touch(view, event, isOwn)
      delete node.reason
      node.calls = added(node.calls, startedCall(event))
      return
    }
    case 'model-call-retried':
    case 'model-call-finished':
    case 'model-call-failed': {
      const node = touch(view, event, isOwn)
      node.calls = node.calls.map((call) => (call.callId === event.callId ? wentOn(call, event) : call))
      addCost(view, event, isOwn)
      return
    }
    case 'http-called': {
      const { method, url, status, durationMs, bytes, service, at } = event
      const node = touch(view, event, isOwn)
      node.requests = added(node.requests, { method, url, status, durationMs, bytes, ...(service && { service }), at })
      return
    }
    case 'texts-embedded':
      foldEmbedding(touch(view, event, isOwn), event)
      addCost(view, event, isOwn)
      return
    case 'embedding-started':
      return
    case 'agent-started':
    case 'tool-call-started':
    case 'tool-call-finished':
    case 'tool-call-failed':
    case 'context-cut':
    case 'agent-said':
    case 'task-changed':
      foldAgent(touch(view, event, isOwn), event)
      return
    default:
      unreachable(event)
  }
}

/** The node's view as an object of this batch's own: copied once, then changed in place until the batch is folded. */
function touch(view: RunView, at: At, isOwn: IsOwn): NodeView {
  const key = nodeKey(at.scope, at.node)
  const old = Object.hasOwn(view.nodes, key) ? view.nodes[key] : undefined
  if (isOwn(key) && old) return old
  const node: NodeView = old
    ? { ...old, retries: own(old.retries), calls: own(old.calls), requests: own(old.requests), logs: own(old.logs) }
    : {
        key,
        node: at.node,
        scope: at.scope,
        nodeType: '',
        status: 'queued',
        attempt: 0,
        startedAt: null,
        durationMs: null,
        retries: none,
        calls: none,
        requests: none,
        logs: none,
        cost: noCost,
      }
  view.nodes[key] = node
  return node
}

function waitsForPerson(view: RunView, { scope, node }: At): boolean {
  return view.nodes[nodeKey(scope, node)]?.wait?.ask.kind === 'person'
}

/** What happened to a node inside others means something to them: a tool's call goes on, or a person is waited for. */
function noteAround(view: RunView, at: At, { waited, isOwn }: { waited: boolean; isOwn: IsOwn }): void {
  const inner = view.nodes[nodeKey(at.scope, at.node)]
  if (!inner) return
  const waits = waitsForPerson(view, at)
  const around = containersAround(at.scope)
  const [outer] = around
  if (outer && view.nodes[nodeKey(outer.scope, outer.node)]?.toolCalls) {
    noteInner(touch(view, outer, isOwn), Number(at.scope.slice(at.scope.lastIndexOf('#') + 1)), inner)
  }
  if (waits === waited) return
  for (const each of around) {
    const node = touch(view, each, isOwn)
    node.waitsInside = (node.waitsInside ?? 0) + (waits ? 1 : -1)
  }
}

/** Of a run that is over nothing waits: it may have ended before the nodes that did were heard of again. */
function endWaits(view: RunView, isOwn: IsOwn): void {
  for (const node of Object.values(view.nodes)) {
    if (node.wait) settle(touch(view, node, isOwn), 'cancelled', node.durationMs ?? 0)
    if (node.waitsInside) touch(view, node, isOwn).waitsInside = 0
  }
}

function settle(node: NodeView, status: NodeStatus, durationMs: number): void {
  node.status = status
  node.durationMs = durationMs
  delete node.reason
  delete node.wait
}

type Billed = { node: string; scope: string; usage: ModelUsage | null; microUsd: number | null }

/** Adds a billed call to its node, to every container around it and to the run, once each. */
function addCost(view: RunView, event: Billed, isOwn: IsOwn): void {
  if (!event.usage) return
  for (const at of [{ node: event.node, scope: event.scope }, ...containersAround(event.scope)]) {
    const node = touch(view, at, isOwn)
    node.cost = plusCall(node.cost, event.usage, event.microUsd)
  }
  view.cost = plusCall(view.cost, event.usage, event.microUsd)
}
