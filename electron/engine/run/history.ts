import { unreachable } from '../../../shared/assert.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { stableStringify } from '../../../shared/json.ts'
import { nodeKey, type RunEvent } from '../../../shared/run/events.ts'
import type { ChatMessage } from '../../../shared/run/model-call.ts'
import type { NodeOutputs } from '../nodes/define-node.ts'
import { createPastWaits, type PastWaits } from './past-waits.ts'

type FinishedCall = Extract<RunEvent, { type: 'model-call-finished' }>
type StartedCall = Extract<RunEvent, { type: 'model-call-started' }>

/** What one graph of the run had come to. */
export type ScopeHistory = {
  /** Outputs of nodes that finished, in the order they did. */
  finished: Map<string, NodeOutputs>
  failed: Map<string, ErrorInfo>
  skipped: Set<string>
  /** How often a node was started. */
  attempts: Map<string, number>
  /** Containers that said how many rounds they have. */
  counted: Set<string>
  /** Rounds that ended, as `container#index`. */
  rounds: Set<string>
}

/** A node, or a model call, that had begun and not ended. */
export type InFlight = { node: string; scope: string; attempt: number; calls: StartedCall[] }

/**
 * A run's events, folded into what going on needs: which nodes have ended and with what, what was under way, and which
 * model calls are paid for although their node never finished.
 */
export type RunHistory = {
  scopes: Map<string, ScopeHistory>
  inFlight: InFlight[]
  /** Nodes that an earlier stop interrupted and that have not been started since, by key. */
  interrupted: Map<string, { node: string; scope: string }>
  waits: PastWaits
  /** By key: nodes that only waited, which the stop did not interrupt. */
  goesOn: Set<string>
  /** By key: nodes of which a person is to say what becomes of them. */
  asksFirst: Set<string>
  /** Takes the reply of a finished call of this node, if one asked exactly this; each is taken once. */
  takeReply(at: { node: string; scope: string }, asked: AskedCall): FinishedCall | undefined
  origin: Extract<RunEvent, { type: 'run-queued' }> | undefined
  startedAt: number
  cancelRequested: boolean
  lastSeq: number
}

export type AskedCall = { provider: string; model: string; messages: ChatMessage[]; settings: unknown }

export function foldHistory(events: Iterable<RunEvent>): RunHistory {
  const scopes = new Map<string, ScopeHistory>()
  const running = new Map<string, InFlight>()
  const askedBy = new Map<string, StartedCall>()
  const paid = new Map<string, { asked: string; reply: FinishedCall }[]>()
  const history: RunHistory = {
    scopes,
    inFlight: [],
    interrupted: new Map(),
    waits: createPastWaits(),
    goesOn: new Set(),
    asksFirst: new Set(),
    origin: undefined,
    startedAt: 0,
    cancelRequested: false,
    lastSeq: 0,
    takeReply(at, asked) {
      const replies = paid.get(nodeKey(at.scope, at.node))
      const index = replies?.findIndex((one) => one.asked === keyOfCall(asked)) ?? -1
      return index < 0 ? undefined : replies?.splice(index, 1)[0]?.reply
    },
  }
  for (const event of events) {
    history.lastSeq = event.seq
    history.waits.fold(event)
    fold(event)
  }
  history.inFlight = [...running.values()]
  return history

  function fold(event: RunEvent): void {
    switch (event.type) {
      case 'run-queued':
        history.origin = event
        history.startedAt = event.at
        return
      case 'run-started':
        history.startedAt = event.at
        return
      case 'run-cancel-requested':
        history.cancelRequested = true
        return
      case 'node-started': {
        const { node, scope, attempt } = event
        scopeOf(scope).attempts.set(node, attempt)
        running.set(nodeKey(scope, node), { node, scope, attempt, calls: [] })
        history.interrupted.delete(nodeKey(scope, node))
        return
      }
      case 'node-finished':
        end(event)
        scopeOf(event.scope).finished.set(event.node, event.outputs)
        return
      case 'node-reused':
        scopeOf(event.scope).finished.set(event.node, event.outputs)
        return
      case 'node-failed':
        end(event)
        if (event.goesOnWith) scopeOf(event.scope).finished.set(event.node, event.goesOnWith)
        else scopeOf(event.scope).failed.set(event.node, event.error)
        return
      case 'node-retried':
        running.delete(nodeKey(event.scope, event.node))
        return
      case 'node-cancelled':
        running.delete(nodeKey(event.scope, event.node))
        history.interrupted.delete(nodeKey(event.scope, event.node))
        return
      case 'node-interrupted':
        running.delete(nodeKey(event.scope, event.node))
        history.interrupted.set(nodeKey(event.scope, event.node), { node: event.node, scope: event.scope })
        return
      case 'node-skipped':
        scopeOf(event.scope).skipped.add(event.node)
        return
      case 'iterations-counted':
        scopeOf(event.scope).counted.add(event.node)
        return
      case 'iteration-finished':
        scopeOf(event.scope).rounds.add(`${event.node}#${event.index}`)
        return
      case 'model-call-started':
        askedBy.set(event.callId, event)
        running.get(nodeKey(event.scope, event.node))?.calls.push(event)
        return
      case 'model-call-finished': {
        endCall(event)
        const asked = askedBy.get(event.callId)
        askedBy.delete(event.callId)
        if (!asked) return
        const key = nodeKey(event.scope, event.node)
        paid.set(key, [...(paid.get(key) ?? []), { asked: keyOfCall(asked), reply: event }])
        return
      }
      case 'model-call-failed':
        endCall(event)
        askedBy.delete(event.callId)
        return
      // The waits keep their own account; what else happened changes nothing about where to go on.
      case 'wait-started':
      case 'wait-ended':
      case 'subworkflow-started':
      case 'run-finished':
      case 'run-resumed':
      case 'node-logged':
      case 'model-call-queued':
      case 'model-call-retried':
      case 'http-called':
        return
      default:
        unreachable(event)
    }
  }

  function scopeOf(scope: string): ScopeHistory {
    const known = scopes.get(scope)
    if (known) return known
    const made: ScopeHistory = {
      finished: new Map(),
      failed: new Map(),
      skipped: new Set(),
      attempts: new Map(),
      counted: new Set(),
      rounds: new Set(),
    }
    scopes.set(scope, made)
    return made
  }

  /** A node that has ended asks nothing any more: its calls are of no use. */
  function end({ node, scope }: { node: string; scope: string }): void {
    running.delete(nodeKey(scope, node))
    history.interrupted.delete(nodeKey(scope, node))
    paid.delete(nodeKey(scope, node))
  }

  function endCall(event: { node: string; scope: string; callId: string }): void {
    const node = running.get(nodeKey(event.scope, event.node))
    if (node) node.calls = node.calls.filter((call) => call.callId !== event.callId)
  }
}

/** Equal for calls that ask the same; a call is only ever compared with those of its own node. */
function keyOfCall({ provider, model, messages, settings }: AskedCall): string {
  return stableStringify({ provider, model, messages, settings })
}
