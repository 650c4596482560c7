import type { Json } from '../../../shared/json.ts'
import { nodeKey, type RunEvent } from '../../../shared/run/events.ts'
import type { WaitAsk, WaitEnd } from '../../../shared/run/wait.ts'
import type { SettledWait } from '../store/waits.store.ts'
import { placeOf, switchedTo } from './model-switches.ts'

type At = { node: string; scope: string }
/** A wait as the log left it: still open, or ended with this. */
export type PastWait = { waitId: string; ask: WaitAsk; at: At; ended: SettledWait | null }

/**
 * The waits of a run's log. A node that is executed again after a stop of the program is handed those of the try that was
 * under way, in their order: it continues one that is open, and gets the recorded answer of one that had ended.
 */
export function createPastWaits() {
  const own = new Map<string, PastWait[]>()
  const questions = new Map<string, PastWait[]>()
  const budgetQuestions = new Map<string, PastWait[]>()
  const approvals = new Map<string, PastWait[]>()
  const listOf = { stop: questions, budget: budgetQuestions, tool: approvals }
  const counts = new Map<string, number>()
  const byId = new Map<string, PastWait>()
  /** Models that were chosen for nodes, by their place: the last choice holds. */
  const switches = new Map<string, string>()

  /** What a node waited for before counts no more: it has ended, or is tried anew. */
  function forget(at: At): void {
    const key = nodeKey(at.scope, at.node)
    own.delete(key)
    questions.delete(key)
    budgetQuestions.delete(key)
    approvals.delete(key)
  }

  function take(from: Map<string, PastWait[]>, at: At): PastWait | undefined {
    const list = from.get(nodeKey(at.scope, at.node))
    // One that was called off has no answer to hand over.
    for (let wait = list?.shift(); wait; wait = list?.shift()) if (wait.ended?.end !== 'cancelled') return wait
    return undefined
  }

  return {
    fold(event: RunEvent): void {
      switch (event.type) {
        case 'wait-started': {
          const { waitId, ask, node, scope, number } = event
          const key = nodeKey(scope, node)
          const wait: PastWait = { waitId, ask, at: { node, scope }, ended: null }
          const list = event.about ? listOf[event.about] : own
          list.set(key, [...(list.get(key) ?? []), wait])
          counts.set(key, number + 1)
          byId.set(waitId, wait)
          return
        }
        case 'wait-ended': {
          const wait = byId.get(event.waitId)
          if (wait) wait.ended = settledOf(event)
          const model = wait && event.end === 'answered' ? switchedTo(wait.ask, event.answer) : null
          if (wait && model !== null) switches.set(placeOf(wait.at), model)
          byId.delete(event.waitId)
          return
        }
        case 'node-started':
          questions.delete(nodeKey(event.scope, event.node))
          return
        case 'node-finished':
        case 'node-failed':
        case 'node-retried':
        case 'node-cancelled':
          forget(event)
      }
    },

    /** The next wait of this node's try; each is taken once. */
    takeOwn: (at: At): PastWait | undefined => take(own, at),

    /** The question what is to become of it after a stop. */
    takeQuestion: (at: At): PastWait | undefined => take(questions, at),

    /** The next question of this node's try about a budget. */
    takeBudgetQuestion: (at: At): PastWait | undefined => take(budgetQuestions, at),

    /** The question whether the tool that the node is may be used. */
    takeApproval: (at: At): PastWait | undefined => take(approvals, at),

    /** The models persons chose for nodes whose own did not fit into a budget. */
    switches: switches as ReadonlyMap<string, string>,

    /** What was waited for in a round, and in all inside it, is of no use any more. */
    forgetIn(scope: string): void {
      for (const list of [own, questions, budgetQuestions, approvals]) {
        for (const key of [...list.keys()]) if (key.startsWith(`${scope}/`)) list.delete(key)
      }
    },

    /** How many waits this node has had in the whole run. */
    countOf: (key: string): number => counts.get(key) ?? 0,

    /** Whether the node itself waited when the log ended. */
    isWaiting: (key: string): boolean =>
      [own, budgetQuestions, approvals].some((waits) => waits.get(key)?.some((wait) => wait.ended === null)),

    /** Those without an end. */
    open: (): PastWait[] => [...byId.values()],
  }
}

export type PastWaits = ReturnType<typeof createPastWaits>

function settledOf({ end, answer, by, at }: { end: WaitEnd; answer: Json; by: string; at: number }): SettledWait {
  return { end, answer, by, at }
}

type UnderWay = At & { calls: unknown[] }

/**
 * Of the nodes under way when the log ended, by key, those that did nothing but wait, and the containers around them in
 * which nothing else was under way: no stop has interrupted them, they go on.
 */
export function findUninterrupted(underWay: UnderWay[], waits: PastWaits): Set<string> {
  const keys = underWay.map(({ node, scope }) => nodeKey(scope, node))
  const asks = new Set(underWay.flatMap(({ node, scope, calls }) => (calls.length > 0 ? [nodeKey(scope, node)] : [])))
  const waiting = new Set(
    underWay.flatMap(({ node, scope, calls }) => {
      const key = nodeKey(scope, node)
      return calls.length === 0 && waits.isWaiting(key) ? [key] : []
    }),
  )
  const goesOn = new Set(waiting)
  for (const key of keys) {
    const inside = keys.filter((other) => other.startsWith(`${key}#`))
    // A container inside goes on if what is in it does, so the leaves alone decide.
    const leaves = inside.filter((one) => !keys.some((other) => other.startsWith(`${one}#`)))
    if (leaves.length > 0 && !asks.has(key) && leaves.every((leaf) => waiting.has(leaf))) goesOn.add(key)
  }
  return goesOn
}
