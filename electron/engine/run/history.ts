import { unreachable } from '../../../shared/assert.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { type JsonObject, stableStringify } from '../../../shared/json.ts'
import { nodeKey, type RunEvent } from '../../../shared/run/events.ts'
import type { ChatMessage } from '../../../shared/run/model-call.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { NodeOutputs } from '../nodes/define-node.ts'
import { keyOfNote, type SaidNote } from './note-key.ts'
import { createPastWaits, type PastWaits } from './past-waits.ts'

type FinishedCall = Extract<RunEvent, { type: 'model-call-finished' }>
type StartedCall = Extract<RunEvent, { type: 'model-call-started' }>
export type StartedAgent = Extract<RunEvent, { type: 'agent-started' }>
export type StartedSubworkflow = Extract<RunEvent, { type: 'subworkflow-started' }>

/** What one graph of the run had come to. */
export type ScopeHistory = {
  /** Outputs of nodes that finished, in the order they did. */
  readonly finished: ReadonlyMap<string, NodeOutputs>
  readonly failed: ReadonlyMap<string, ErrorInfo>
  readonly skipped: ReadonlySet<string>
  /** How often a node was started that has not finished. */
  readonly attempts: ReadonlyMap<string, number>
  /** Containers that said how many rounds they have, and what they said last. */
  readonly counted: ReadonlyMap<string, number | null>
  /** The workflows that nodes of this graph ran inside the run, exactly as they were. */
  readonly subworkflows: ReadonlyMap<string, StartedSubworkflow>
  /** The agents that nodes of this graph let work, exactly as they were. */
  readonly agents: ReadonlyMap<string, StartedAgent>
  /** Rounds that ended, as `container#index`. */
  readonly rounds: ReadonlySet<string>
}

type Parts = {
  finished: Map<string, NodeOutputs>
  failed: Map<string, ErrorInfo>
  skipped: Set<string>
  attempts: Map<string, number>
  counted: Map<string, number | null>
  subworkflows: Map<string, StartedSubworkflow>
  agents: Map<string, StartedAgent>
  rounds: Set<string>
}

const makePart: { [K in keyof Parts]: () => Parts[K] } = {
  finished: () => new Map(),
  failed: () => new Map(),
  skipped: () => new Set(),
  attempts: () => new Map(),
  counted: () => new Map(),
  subworkflows: () => new Map(),
  agents: () => new Map(),
  rounds: () => new Set(),
}

/** Stands for every part that holds nothing, so nothing is ever put into these. */
const nothing: Parts = {
  finished: new Map(),
  failed: new Map(),
  skipped: new Set(),
  attempts: new Map(),
  counted: new Map(),
  subworkflows: new Map(),
  agents: new Map(),
  rounds: new Set(),
}

/** A node as it began. `params` where its document does not say them. */
export type BegunNode = { node: string; scope: string; nodeType: string; params: JsonObject | undefined }
/** A node, or a model call, that had begun and not ended. */
/** What is needed of a call, or of texts on their way to become vectors, that was under way. */
type BegunCall = Pick<StartedCall, 'callId' | 'provider' | 'model' | 'agentId'>
export type InFlight = BegunNode & { attempt: number; calls: BegunCall[] }

/**
 * A run's events, folded into what going on needs: which nodes have ended and with what, what was under way, and which
 * model calls are paid for although their node never finished.
 */
export type RunHistory = {
  scopes: ReadonlyMap<string, ScopeHistory>
  inFlight: InFlight[]
  /** Nodes that an earlier stop interrupted and that have not been started since, by key. */
  interrupted: Map<string, BegunNode>
  /** How a node under way, or interrupted, began. */
  begunAs(key: string): BegunNode | undefined
  waits: PastWaits
  /** By key: nodes that only waited, which the stop did not interrupt. */
  goesOn: Set<string>
  /** By key: nodes of which a person is to say what becomes of them. */
  asksFirst: Set<string>
  /** Notes that a node that was under way is given up. */
  fail(at: { node: string; scope: string }, error: ErrorInfo): void
  /** Lets go of a round that has come to its end once more: nobody asks about it again. */
  forget(scope: string): void
  /** Takes the reply of a finished call of this node, if one asked exactly this; each is taken once. */
  takeReply(at: { node: string; scope: string }, asked: AskedCall): FinishedCall | undefined
  /** Whether the node had said this before the stop; each is taken once. */
  takeNote(at: { node: string; scope: string }, key: string): boolean
  /** All that the node had said before the stop. */
  notesOf(at: { node: string; scope: string }): readonly SaidNote[]
  /** What calls of the node, and of all inside it, came to, in micro-dollars. */
  spentIn(key: string): number
  /** A call that a stop cut off is booked with this. */
  noteCost(at: { node: string; scope: string }, microUsd: number | null): void
  /** What another node had asked for in this round. */
  workAt(scope: string): BegunNode | undefined
  /** What a round had come to counts no more, nor what came of it inside. */
  forgetRound(scope: string): void
  /** A container is tried again and begins anew: what it had come to inside counts no more. */
  forgetInside(container: { node: string; scope: string }): void
  origin: Extract<RunEvent, { type: 'run-queued' }> | undefined
  startedAt: number
  cancelRequested: boolean
  lastSeq: number
}

export type AskedCall = { provider: string; model: string; messages: ChatMessage[]; settings: unknown }

export function foldHistory(events: Iterable<RunEvent>): RunHistory {
  const folding = startHistory()
  for (const event of events) folding.take(event)
  return folding.end()
}

/** The same for runs that may be very long, without holding up anything else. */
export async function foldLongHistory(events: Iterable<RunEvent>): Promise<RunHistory> {
  const folding = startHistory()
  let count = 0
  for (const event of events) {
    folding.take(event)
    const turn = ++count % eventsAtOnce === 0 ? giveWay() : null
    if (turn) await turn
  }
  return folding.end()
}

/** Events between two looks at the clock. */
const eventsAtOnce = 64

function startHistory() {
  const scopes = new Map<string, Parts>()
  const running = new Map<string, InFlight>()
  const askedBy = new Map<string, StartedCall>()
  const paid = new Map<string, { asked: string; reply: FinishedCall }[]>()
  const notes = new Map<string, SaidNote[]>()
  const works = new Map<string, BegunNode>()
  const spent = new Map<string, number>()
  /** Keys of nodes in whose rounds something happened. */
  const holders = new Set<string>()
  const history: RunHistory = {
    scopes,
    forgetInside,
    inFlight: [],
    interrupted: new Map(),
    begunAs: (key) => running.get(key) ?? history.interrupted.get(key),
    waits: createPastWaits(),
    goesOn: new Set(),
    asksFirst: new Set(),
    origin: undefined,
    startedAt: 0,
    cancelRequested: false,
    lastSeq: 0,
    fail({ scope, node }, error) {
      partOf(scope, 'failed').set(node, error)
    },
    forget(scope) {
      scopes.delete(scope)
      works.delete(scope)
    },
    takeReply(at, asked) {
      const replies = paid.get(nodeKey(at.scope, at.node))
      const index = replies?.findIndex((one) => one.asked === keyOfCall(asked)) ?? -1
      return index < 0 ? undefined : replies?.splice(index, 1)[0]?.reply
    },
    takeNote(at, key) {
      const said = notes.get(nodeKey(at.scope, at.node))
      const index = said?.findIndex((note) => keyOfNote(note) === key) ?? -1
      if (index < 0) return false
      said?.splice(index, 1)
      return true
    },
    notesOf: (at) => [...(notes.get(nodeKey(at.scope, at.node)) ?? [])],
    noteCost,
    spentIn(key) {
      let sum = 0
      for (const [name, microUsd] of spent) if (name === key || name.startsWith(`${key}#`)) sum += microUsd
      return sum
    },
    workAt: (scope) => works.get(scope),
    forgetRound(scope) {
      for (const name of [...scopes.keys()]) if (name === scope || name.startsWith(`${scope}/`)) scopes.delete(name)
      works.delete(scope)
      history.waits.forgetIn(scope)
    },
  }
  return {
    take(event: RunEvent): void {
      history.lastSeq = event.seq
      history.waits.fold(event)
      fold(event)
    },
    end(): RunHistory {
      history.inFlight = [...running.values()]
      return history
    },
  }

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
        const { node, scope, attempt, nodeType, params } = event
        if (event.isWork) works.set(scope, { node, scope, nodeType, params })
        partOf(scope, 'attempts').set(node, attempt)
        running.set(nodeKey(scope, node), { node, scope, attempt, nodeType, params, calls: [] })
        history.interrupted.delete(nodeKey(scope, node))
        return
      }
      case 'node-finished':
        end(event)
        partOf(event.scope, 'finished').set(event.node, event.outputs)
        return
      case 'node-reused':
        partOf(event.scope, 'finished').set(event.node, event.outputs)
        return
      case 'node-failed':
        end(event)
        if (event.goesOnWith) partOf(event.scope, 'finished').set(event.node, event.goesOnWith)
        else partOf(event.scope, 'failed').set(event.node, event.error)
        return
      case 'node-retried':
        running.delete(nodeKey(event.scope, event.node))
        forgetInside(event)
        return
      case 'node-cancelled':
        running.delete(nodeKey(event.scope, event.node))
        history.interrupted.delete(nodeKey(event.scope, event.node))
        return
      case 'node-interrupted': {
        const key = nodeKey(event.scope, event.node)
        const begun = running.get(key)
        running.delete(key)
        if (begun) history.interrupted.set(key, begun)
        return
      }
      case 'node-skipped':
        partOf(event.scope, 'skipped').add(event.node)
        return
      case 'iterations-counted':
        partOf(event.scope, 'counted').set(event.node, event.total)
        return
      case 'iteration-finished':
        partOf(event.scope, 'rounds').add(`${event.node}#${event.index}`)
        return
      case 'model-call-started':
        askedBy.set(event.callId, event)
        running.get(nodeKey(event.scope, event.node))?.calls.push(event)
        return
      case 'model-call-finished': {
        endCall(event)
        noteCost(event, event.microUsd)
        const asked = askedBy.get(event.callId)
        askedBy.delete(event.callId)
        if (!asked) return
        const key = nodeKey(event.scope, event.node)
        paid.set(key, [...(paid.get(key) ?? []), { asked: keyOfCall(asked), reply: event }])
        return
      }
      case 'model-call-retried':
        noteCost(event, event.microUsd)
        return
      case 'model-call-failed':
        endCall(event)
        noteCost(event, event.microUsd)
        askedBy.delete(event.callId)
        return
      case 'embedding-started':
        running.get(nodeKey(event.scope, event.node))?.calls.push(event)
        return
      case 'texts-embedded':
        endCall(event)
        noteCost(event, event.microUsd)
        return
      case 'subworkflow-started':
        partOf(event.scope, 'subworkflows').set(event.node, event)
        return
      case 'agent-started':
        partOf(event.scope, 'agents').set(event.node, event)
        return
      case 'tool-call-started':
      case 'tool-call-finished':
      case 'tool-call-failed':
      case 'context-cut':
      case 'agent-said':
      case 'task-changed': {
        const key = nodeKey(event.scope, event.node)
        const said = notes.get(key)
        if (said) said.push(event)
        else notes.set(key, [event])
        return
      }
      // The waits keep their own account; what else happened changes nothing about where to go on.
      case 'wait-started':
      case 'wait-ended':
      case 'run-finished':
      case 'run-resumed':
      case 'node-logged':
      case 'model-call-queued':
      case 'http-called':
        return
      default:
        unreachable(event)
    }
  }

  /** One part of what a graph had come to, made when something is put into it: of 100,000 rounds most hold little. */
  function partOf<K extends keyof Parts>(scope: string, name: K): Parts[K] {
    let known = scopes.get(scope)
    if (!known) {
      known = { ...nothing }
      scopes.set(scope, known)
      if (scope !== '') holders.add(scope.slice(0, scope.lastIndexOf('#')))
    }
    if (known[name] === nothing[name]) known[name] = makePart[name]()
    return known[name]
  }

  function forgetInside({ node, scope }: { node: string; scope: string }): void {
    const own = scopes.get(scope)
    notes.delete(nodeKey(scope, node))
    own?.counted.delete(node)
    own?.subworkflows.delete(node)
    own?.agents.delete(node)
    if (!holders.delete(nodeKey(scope, node)) || !own) return
    const inside = `${nodeKey(scope, node)}#`
    for (const name of scopes.keys()) if (name.startsWith(inside)) scopes.delete(name)
    for (const name of works.keys()) if (name.startsWith(inside)) works.delete(name)
    for (const name of own.rounds) if (name.startsWith(`${node}#`)) own.rounds.delete(name)
  }

  function noteCost({ scope, node }: { scope: string; node: string }, microUsd: number | null): void {
    if (!microUsd) return
    const key = nodeKey(scope, node)
    spent.set(key, (spent.get(key) ?? 0) + microUsd)
  }

  /** A node that has ended asks nothing any more: its calls are of no use. */
  function end({ node, scope }: { node: string; scope: string }): void {
    running.delete(nodeKey(scope, node))
    history.interrupted.delete(nodeKey(scope, node))
    paid.delete(nodeKey(scope, node))
    notes.delete(nodeKey(scope, node))
    scopes.get(scope)?.attempts.delete(node)
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
