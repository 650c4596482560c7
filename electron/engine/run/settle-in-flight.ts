import type { ErrorInfo } from '../../../shared/errors.ts'
import { containersOf, nodeKey, type RunEvent } from '../../../shared/run/events.ts'
import { mostItCost } from '../costs/most-it-cost.ts'
import type { LeftReservation } from '../store/reservations.store.ts'
import type { RunIdentity, RunsStore } from '../store/runs.store.ts'
import type { RunLog } from './event-log.ts'
import type { RunHistory } from './history.ts'
import { findUninterrupted } from './past-waits.ts'
import { type GraphPlan, type PlannedNode, type PlannedType, planWork } from './plan-graph.ts'

/** What stands in the events about a call that a stop of the program cut off. */
const interrupted: ErrorInfo = {
  kind: 'external',
  code: 'run.interrupted',
  message: 'Niti stopped while this was under way.',
  retryable: true,
}

const pageSize = 1_000

/** All events of a run, read page by page. */
export function* readEvents(store: Pick<RunsStore, 'events'>, run: RunIdentity): Generator<RunEvent> {
  for (let after = 0; ; ) {
    const page = store.events(run, after, pageSize)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.seq
  }
}

/** What budgets hold for a call; undefined where nothing is held, so that it never left. */
type ReservationOf = (callId: string) => LeftReservation | undefined

/**
 * Writes down what was under way: each model call as failed, each node as interrupted. Nobody knows what a call that had
 * left cost, so it is settled at the most it may have cost.
 * A node that may have done something to the world that must not be done twice fails, or a person is asked about it; the
 * others run again. Nodes that only waited were not interrupted by anything.
 */
export function settleInFlight(
  history: RunHistory,
  plan: GraphPlan,
  log: RunLog,
  { planOf, typeOf, reservationOf }: Pick<Plans, 'planOf' | 'typeOf'> & { reservationOf: ReservationOf },
): void {
  const find = (scope: string, node: string) => findPlanned({ history, plan, planOf, typeOf }, scope, node)
  history.goesOn = findUninterrupted(history.inFlight, history.waits)
  // What an earlier stop had interrupted may still be asked about.
  for (const [key, { node, scope }] of history.interrupted) {
    if (asks(find(scope, node))) history.asksFirst.add(key)
  }
  for (const { node, scope, attempt, calls } of history.inFlight) {
    const at = { node, scope }
    if (history.goesOn.has(nodeKey(scope, node))) continue
    for (const { callId, provider, model, agentId } of calls) {
      const { cost, ledger } = costOfLost(reservationOf(callId))
      history.noteCost(at, cost.microUsd)
      const named = { ...at, callId, provider, model }
      const body = { type: 'model-call-failed' as const, ...named, text: '', error: interrupted, tries: 1, ...cost }
      log.append(body, ledger && { ledger: { ...named, agentId, attempt, outcome: 'failed', ...ledger } })
    }
    log.append({ type: 'node-interrupted', ...at, attempt })
    const planned = find(scope, node)
    if (asks(planned)) history.asksFirst.add(nodeKey(scope, node))
    if (asks(planned) || (planned && mayRunAgain(planned))) continue
    const error: ErrorInfo = {
      kind: 'user',
      code: 'run.interrupted-once-only',
      message: `Niti stopped while \`${node}\` was under way, and it may already have done what must not be done twice.`,
      hint: 'Look whether it was done, then run the workflow again.',
      nodeId: node,
    }
    log.append({ type: 'node-failed', ...at, attempt, error, durationMs: 0 })
    history.fail(at, error)
  }
}

function costOfLost(held: LeftReservation | undefined) {
  const latencyMs = 0
  if (!held) {
    return { cost: { usage: null, microUsd: 0, price: null, latencyMs, firstTokenMs: null }, ledger: undefined }
  }
  const cost = { ...mostItCost(held), latencyMs }
  return { cost, ledger: { ...cost, reservationId: held.reservationId } }
}

function asks(planned: PlannedNode | undefined): boolean {
  return planned?.node.policy?.whenInterrupted === 'ask'
}

function mayRunAgain({ definition, node, params }: PlannedNode): boolean {
  const { whenInterrupted } = node.policy ?? {}
  if (whenInterrupted) return whenInterrupted === 'again'
  return definition.isRepeatable?.(params) ?? true
}

type Plans = {
  history: RunHistory
  plan: GraphPlan
  planOf(documentId: string): GraphPlan
  typeOf(type: string): PlannedType | undefined
}

/**
 * Follows the containers around a node down to it. A workflow that ran inside the run has the plan of its own document; a
 * piece of work that another node asked for has what its log says it began as.
 */
function findPlanned({ history, plan, planOf, typeOf }: Plans, scope: string, node: string): PlannedNode | undefined {
  const find = (graph: GraphPlan | null | undefined, outer: string, id: string) =>
    graph ? graph.nodes.find((one) => one.id === id) : workAt(outer, id)
  let graph: GraphPlan | null | undefined = plan
  let outer = ''
  for (const round of scope === '' ? [] : scope.split('/')) {
    const [container = ''] = containersOf(round)
    const started: { documentId: string } | undefined = history.scopes.get(outer)?.subworkflows.get(container)
    graph = started ? planOf(started.documentId) : find(graph, outer, container)?.inner
    outer = nodeKey(outer, round)
  }
  return find(graph, outer, node)

  function workAt(at: string, id: string): PlannedNode | undefined {
    const begun = history.begunAs(nodeKey(at, id))
    const type = begun && typeOf(begun.nodeType)
    if (!begun || !type) return undefined
    return planWork({ index: 0, id, type: begun.nodeType, params: begun.params ?? {} }, type).nodes[0]
  }
}
