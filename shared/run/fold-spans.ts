import { unreachable } from '../assert.ts'
import type { ErrorInfo } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { FinishedStatus, RunEvent } from './events.ts'
import type { ModelUsage } from './model-call.ts'
import type { Span, SpanCall, SpanState, WaitFor } from './span.ts'
import { createSpanPlaces } from './span-node.ts'
import { createSpanTree, type TreeSpan } from './span-tree.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
type BilledEvent = EventOf<'model-call-retried' | 'model-call-finished' | 'model-call-failed' | 'texts-embedded'>
type NamedCall = Pick<EventOf<'model-call-started'>, 'callId' | 'provider' | 'model' | 'node' | 'scope' | 'seq'>

const endStates: Record<FinishedStatus, SpanState> = { succeeded: 'done', failed: 'failed', cancelled: 'cancelled' }

/**
 * Takes the events of one run in order and knows its spans at any time. What it costs is in proportion to the number of
 * events: each is looked at once.
 */
export function createSpanFold() {
  const tree = createSpanTree()
  let run: TreeSpan | null = null
  let queue: TreeSpan | null = null
  /** Never goes back, whatever the clock did. */
  let now = 0
  /** When the program was last known to run, before it stopped; null: it has not. */
  let stoppedAt: number | null = null
  let resumedSeq = 0
  const places = createSpanPlaces(tree, runSpan)
  const calls = new Map<string, TreeSpan>()
  /** What waits for a limit, by its call. */
  const limits = new Map<string, TreeSpan>()
  const waits = new Map<string, TreeSpan>()

  function runSpan(): TreeSpan {
    run ??= tree.begin(null, { id: 'run', kind: 'run', seq: 1, startMs: now })
    return run
  }

  /** When something ended that was under way: if the program stopped since it began, then. */
  function endOf(span: TreeSpan): number {
    return stoppedAt !== null && span.seq < resumedSeq ? Math.max(span.startMs, stoppedAt) : now
  }

  function take(event: RunEvent): void {
    const before = now
    now = Math.max(now, event.at)
    switch (event.type) {
      case 'run-queued':
        Object.assign(runSpan(), { title: event.workflowName, state: 'waiting' })
        runSpan().workflow = { workflowId: event.workflowId, name: event.workflowName, version: null }
        queue = tree.begin(runSpan(), { id: 'queue', kind: 'queue', seq: event.seq, startMs: now, state: 'waiting' })
        return
      case 'run-started':
        if (queue) tree.end(queue, { at: now, state: 'done' })
        runSpan().state = 'running'
        return
      case 'run-resumed': {
        stoppedAt = before
        resumedSeq = event.seq
        const wait = { for: 'program', waitId: null } as const
        const begun = { id: `stop-${event.seq}`, kind: 'wait', seq: event.seq, startMs: before, wait } as const
        tree.end(tree.begin(runSpan(), begun), { at: now, state: 'done' })
        return
      }
      case 'run-cancel-requested':
        return
      case 'run-finished':
        tree.end(runSpan(), { at: now, state: endStates[event.status], error: event.error })
        return
      case 'node-started':
        startTry(event)
        return
      case 'node-finished':
        endNode(event, 'done', null)
        return
      case 'node-failed':
        endNode(event, 'failed', event.error)
        return
      case 'node-cancelled':
        endNode(event, 'cancelled', null)
        return
      case 'node-reused':
      case 'node-skipped': {
        const node = places.nodeAt(event, now)
        if (event.type === 'node-reused') node.span.nodeType = event.nodeType
        const isNew = node.attempt === null
        tree.end(node.span, {
          at: now,
          state: event.type === 'node-reused' ? 'reused' : isNew ? 'skipped' : 'cancelled',
        })
        return
      }
      case 'node-retried': {
        const node = places.nodeAt(event, now)
        if (node.attempt) tree.end(node.attempt, { at: endOf(node.attempt), state: 'failed', error: event.error })
        if (event.waitMs > 0) node.pause = beginPause(node.span, event, `retry-${event.attempt}`)
        return
      }
      case 'node-interrupted': {
        const node = places.nodeAt(event, now)
        if (node.attempt) tree.end(node.attempt, { at: endOf(node.attempt), state: 'interrupted' })
        return
      }
      case 'wait-started':
        beginWait(event)
        return
      case 'wait-ended':
        endWait(event)
        return
      case 'subworkflow-started': {
        const node = places.nodeAt(event, now)
        const { workflowId, workflowName: name, version } = event
        node.workflowAs = { workflowId, name, version }
        places.beginWorkflow(node, { seq: event.seq, at: now })
        return
      }
      case 'iterations-counted':
        places.nodeAt(event, now).hasRounds = true
        return
      case 'iteration-finished': {
        const round = places.roundOf(event, event.index)
        if (round?.kind === 'round') tree.end(round, { at: endOf(round), state: endStates[event.status] })
        return
      }
      case 'model-call-queued':
        beginLimit(event)
        return
      case 'model-call-started':
        beginCall(event, { agentId: event.agentId ?? null, texts: null, settings: event.settings })
        return
      case 'embedding-started':
        beginCall(event, { agentId: null, texts: event.texts })
        return
      case 'model-call-retried': {
        const { call, span } = bill(event)
        call.tries = event.tries
        if (event.waitMs > 0) {
          const pause = beginPause(span, event, `retry-${event.seq}`)
          // Nothing says when it goes on; it does when it has waited.
          tree.end(pause, { at: now + event.waitMs, state: 'done' })
        }
        return
      }
      case 'model-call-finished':
      case 'model-call-failed': {
        const { call, span } = bill(event)
        call.tries = event.tries
        call.model = event.model
        call.provider = event.provider
        call.latencyMs = event.latencyMs
        call.firstTokenMs = event.firstTokenMs
        if (event.type === 'model-call-finished') call.finishReason = event.finishReason
        endCall(span, event.type === 'model-call-failed' ? event.error : null)
        return
      }
      case 'texts-embedded': {
        const { call, span } = bill(event)
        call.latencyMs = event.latencyMs
        call.texts = event.texts || call.texts
        if (event.texts === 0) tree.end(span, { at: endOf(span), state: isCutOff(span) ? 'interrupted' : 'failed' })
        else endCall(span, null)
        return
      }
      case 'agent-started': {
        const node = places.nodeAt(event, now)
        node.agentAs = { agentId: event.agentId, name: event.name, version: event.version }
        places.beginAgent(node, { seq: event.seq, at: now })
        return
      }
      case 'tool-call-started':
        places.beginTool(places.nodeAt(event, now), event, now)
        return
      case 'tool-call-finished':
      case 'tool-call-failed':
        endTool(event)
        return
      case 'http-called':
        addRequest(event)
        return
      case 'node-logged':
      case 'context-cut':
      case 'agent-said':
      case 'task-changed':
        return
      default:
        unreachable(event)
    }
  }

  function startTry(event: EventOf<'node-started'>): void {
    const node = places.nodeToTry(event, now)
    const { attempt, seq, nodeType } = event
    if (node.pause) tree.end(node.pause, { at: now, state: 'done' })
    node.pause = null
    const wasCutOff = node.attempt?.state === 'interrupted'
    // Nothing said that it ended.
    if (node.attempt) tree.end(node.attempt, { at: endOf(node.attempt), state: 'interrupted' })
    Object.assign(node.span, { nodeType, attempt, state: 'running' })
    const { node: id, scope } = event
    const begun = { kind: 'attempt', title: id, seq, startMs: now, node: id, scope, attempt, nodeType } as const
    node.attempt = tree.begin(node.span, { id: `${node.span.id}@${attempt}`, ...begun })
    node.agent = null
    node.workflow = null
    if (!wasCutOff) {
      Object.assign(node, { agentAs: null, workflowAs: null, tools: null, toolOfRound: null })
      return
    }
    if (node.agentAs) places.beginAgent(node, { seq, at: now })
  }

  function endNode(
    event: { node: string; scope: string; seq: number },
    state: SpanState,
    error: ErrorInfo | null,
  ): void {
    const node = places.nodeAt(event, now)
    if (node.attempt) tree.end(node.attempt, { at: now, state, error })
    if (node.span.endMs === null) tree.end(node.span, { at: now, state, error })
    // What a stop of the program cut off is settled afterwards.
    else if (node.span.state === 'interrupted' && state === 'failed') Object.assign(node.span, { state, error })
  }

  function beginPause(parent: TreeSpan, { seq }: RunEvent, id: string): TreeSpan {
    const { node, scope, attempt } = parent
    const wait = { for: 'retry', waitId: null } as const
    const about = { node, scope, attempt, wait, state: 'waiting' } as const
    return tree.begin(parent, { id: `${parent.id}/${id}`, kind: 'wait', seq, startMs: now, ...about })
  }

  function beginWait(event: EventOf<'wait-started'>): void {
    const node = places.nodeAt(event, now)
    const parent = node.attempt && node.attempt.endMs === null ? node.attempt : node.span
    const { waitId, ask, about, seq, scope } = event
    const title = ask.kind === 'person' ? ask.title : ''
    const what = { title, node: event.node, scope, attempt: parent.attempt, state: 'waiting' } as const
    const wait = { for: (about ?? ask.kind) satisfies WaitFor, waitId }
    waits.set(
      waitId,
      tree.begin(parent, { id: `${parent.id}/${waitId}`, kind: 'wait', seq, startMs: now, wait, ...what }),
    )
    if (parent.endMs === null) parent.state = 'waiting'
    if (node.span.endMs === null) node.span.state = 'waiting'
  }

  function endWait({ waitId, end }: EventOf<'wait-ended'>): void {
    const span = waits.get(waitId)
    if (!span) return
    waits.delete(waitId)
    tree.end(span, { at: now, state: end === 'cancelled' ? 'cancelled' : 'done' })
    for (let outer = span.parent; outer && (outer.kind === 'attempt' || outer.kind === 'node'); outer = outer.parent) {
      if (outer.state === 'waiting') outer.state = 'running'
    }
  }

  function beginLimit(event: EventOf<'model-call-queued'>): void {
    endLimit(event.callId)
    const { provider: of, limit, per = 'at-once', seq, node, scope } = event
    const place = calls.get(event.callId)
    const parent = place && place.endMs === null ? place : places.placeIn(places.nodeAt(event, now))
    const about = {
      title: of,
      node,
      scope,
      attempt: parent.attempt,
      state: 'waiting',
      limit: { of, limit, per },
    } as const
    const begun = { id: `${parent.id}/limit-${seq}`, kind: 'limit', seq, startMs: now } as const
    limits.set(event.callId, tree.begin(parent, { ...begun, ...about }))
  }

  function endLimit(callId: string): void {
    const span = limits.get(callId)
    if (!span) return
    limits.delete(callId)
    tree.end(span, { at: now, state: 'done' })
  }

  function beginCall(
    event: NamedCall,
    { agentId, texts, settings }: { agentId: string | null; texts: number | null; settings?: JsonObject },
  ): TreeSpan {
    const { callId, provider, model, node, scope, seq } = event
    endLimit(callId)
    // Texts are sent in batches, and while one waits for its turn it has no name yet.
    if (texts !== null)
      for (const [id, { node: at, scope: of }] of limits) if (at === node && of === scope) endLimit(id)
    const place = places.placeIn(places.nodeAt(event, now))
    const call: SpanCall = {
      ...{ callId, provider, model, usage: null, microUsd: null, unknownTries: 0, firstTokenMs: null, latencyMs: null },
      ...{ tries: 1, agentId, finishReason: null, texts, ...askedWith(settings) },
    }
    const about = { title: model, node, scope, attempt: place.attempt, call }
    const kind = texts === null ? ('model-call' as const) : ('embedding' as const)
    const span = tree.begin(place, { id: `${place.id}/${callId}`, kind, seq, startMs: now, ...about })
    calls.set(callId, span)
    return span
  }

  /** Takes what a try cost into its call, which is begun here where an older log did not tell of its beginning. */
  function bill(event: BilledEvent) {
    const { callId, usage, microUsd } = event
    endLimit(callId)
    const span = calls.get(callId) ?? beginLate(event)
    const call = span.call ?? never()
    if (usage) {
      call.usage = call.usage ? plus(call.usage, usage) : usage
      if (microUsd === null) call.unknownTries++
      else call.microUsd = (call.microUsd ?? 0) + microUsd
    }
    return { call, span }
  }

  function beginLate(event: BilledEvent): TreeSpan {
    const span = beginCall(event, { agentId: null, texts: event.type === 'texts-embedded' ? event.texts : null })
    span.startMs = now - event.latencyMs
    return span
  }

  function isCutOff(span: TreeSpan): boolean {
    return stoppedAt !== null && span.seq < resumedSeq
  }

  function endCall(span: TreeSpan, error: ErrorInfo | null): void {
    const state = isCutOff(span) ? 'interrupted' : error ? 'failed' : 'done'
    if (span.endMs === null) tree.end(span, { at: endOf(span), state, error })
    else if (error && !span.error) span.error = error
  }

  function endTool(event: EventOf<'tool-call-finished' | 'tool-call-failed'>): void {
    const node = places.nodeAt(event, now)
    const known = places.toolOf(node, event)
    if (!known) return
    const begun = Math.max(now - event.durationMs, node.attempt?.startMs ?? 0)
    const span = known.endMs === null ? known : places.againAs(node, known, { seq: event.seq, at: begun })
    const error = event.type === 'tool-call-failed' ? event.error : null
    tree.end(span, { at: now, state: error ? 'failed' : 'done', error })
  }

  function addRequest(event: EventOf<'http-called'>): void {
    const { method, url, status, durationMs, bytes, service, seq, node, scope } = event
    const place = places.placeIn(places.nodeAt(event, now))
    const startMs = now - durationMs
    const about = { node, scope, attempt: place.attempt, seq }
    if (service && service.waitedMs > 0) {
      const limit = { of: service.integrationId, limit: null, per: null }
      const begun = { id: `${place.id}/limit-${seq}`, kind: 'limit', title: service.integrationId } as const
      const span = tree.begin(place, { ...begun, ...about, startMs: startMs - service.waitedMs, limit })
      tree.end(span, { at: startMs, state: 'done' })
    }
    const of = service ? { integrationId: service.integrationId, action: service.action } : null
    const title = of ? `${of.integrationId}.${of.action}` : `${method} ${hostOf(url)}`
    const http = { method, url, status, bytes, service: of }
    const span = tree.begin(place, { id: `${place.id}/http-${seq}`, kind: 'http-call', title, ...about, startMs, http })
    const isFine = service?.answered ?? (status !== null && status < 400)
    tree.end(span, { at: now, state: isFine ? 'done' : 'failed' })
  }

  return {
    take,
    /** As they are now, in the order they began. */
    spans: (): Span[] => tree.spans(),
  }
}

function askedWith({ temperature, maxOutputTokens, output }: JsonObject = {}) {
  return {
    temperature: typeof temperature === 'number' ? temperature : null,
    maxOutputTokens: typeof maxOutputTokens === 'number' ? maxOutputTokens : null,
    wantsJson: output !== undefined,
  }
}

function never(): never {
  throw new Error('a call has what a call has')
}

function plus(a: ModelUsage, b: ModelUsage): ModelUsage {
  const written = (a.cacheWriteInputTokens ?? 0) + (b.cacheWriteInputTokens ?? 0)
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    ...(written > 0 && { cacheWriteInputTokens: written }),
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    ...((a.estimated || b.estimated) && { estimated: true }),
  }
}

/** Of an address in which secrets may be blacked out. */
function hostOf(url: string): string {
  return /^[a-z+]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url
}
