import { assert } from '../../../shared/assert.ts'
import { cancelledError, type ErrorInfo, NitiError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { iterationScope, nodeKey } from '../../../shared/run/events.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { NodeOutputs, SubworkflowRequest } from '../nodes/define-node.ts'
import type { ActiveRun } from './active-run.ts'
import { scheduleOf } from './dry-run.ts'
import { executeNode, type Outcome } from './execute-node.ts'
import type { AgentWork, Execution, GraphResult } from './execution.ts'
import type { GraphPlan, PlannedNode } from './plan-graph.ts'
import { type Values, valueOfNode } from './resolve-inputs.ts'
import { runInnerNode } from './run-inner-node.ts'
import { runSubworkflow } from './run-subworkflow.ts'
import { begin, createSchedule, type Decision, settle, undecidedNodes } from './schedule.ts'
import { Suspended } from './suspended.ts'
import { RunTimedOut } from './time-limit.ts'

/** Milliseconds the loop runs nodes without letting anything else happen: timers, commits, a click on Stop. */
const sliceMs = 8

/**
 * Runs a graph to its end. Nodes run as soon as what they wait for is there, as many at once as the run has places for.
 * After a failure nothing new starts, but what is under way may finish: its tokens are paid already. Containers call
 * back into this same function for each round, holding no place themselves, so nesting cannot use up all places.
 */
export function runGraph(
  run: ActiveRun,
  plan: GraphPlan,
  scope: string,
  outer: Map<string, Json>,
): Promise<GraphResult> {
  const schedule = createSchedule(scheduleOf(run, plan))
  const past = run.history?.scopes.get(scope)
  const values: Values = { outputs: new Map(), named: new Map(outer) }
  const ready: number[] = []
  let next = 0
  let underWay = 0
  let failure: ErrorInfo | undefined
  /** What one of its nodes waited for is not waited for any longer, because the run failed elsewhere. */
  let calledOff = false
  let pumping = false
  let waiting = false
  let finished = false

  return new Promise((resolve, reject) => {
    run.waits.begin(scope)
    recallValues()
    follow(begin(schedule))
    pump()

    function pump(): void {
      // A mistake of ours in here ends the run with a bug; thrown into a callback it would leave the run hanging.
      try {
        advance()
      } catch (thrown) {
        reject(thrown)
      }
    }

    function advance(): void {
      if (pumping) return
      pumping = true
      const until = performance.now() + sliceMs
      while (next < ready.length && !stopped()) {
        const index = ready[next]
        assert(index !== undefined, 'the ready list holds node numbers')
        const planned = plannedAt(index)
        const needsPlace = holdsPlace(planned)
        if (needsPlace && !run.slots.take()) {
          waitForPlace()
          break
        }
        next++
        start(index, planned, needsPlace)
        if ((next & 63) === 0 && performance.now() > until) {
          setImmediate(pump)
          pumping = false
          return
        }
      }
      pumping = false
      if (underWay === 0 && (stopped() || next === ready.length)) finish()
    }

    function waitForPlace(): void {
      if (waiting) return
      waiting = true
      run.slots.wait(() => {
        waiting = false
        pump()
      })
    }

    /** What ended before the program stopped, in the order it did: what came first stays first. */
    function recallValues(): void {
      for (const [id, outputs] of past?.finished ?? []) {
        const planned = plan.nodes.find((node) => node.id === id)
        if (planned) keep(planned, outputs)
      }
    }

    /** The outcome of a node that ended before the program stopped. It is not run again. */
    function recall(planned: PlannedNode): Outcome | null {
      const outputs = past?.finished.get(planned.id)
      if (outputs) return { status: 'succeeded', outputs }
      const error = past?.failed.get(planned.id)
      return error ? { status: 'failed', error } : null
    }

    /** The outputs that stand in for running a node: pinned ones, or those of the run this one goes on from. */
    function standIn(planned: PlannedNode): Outcome | null {
      const { pinned, type: nodeType } = planned.node
      const outputs = pinned ?? run.reuse?.outputsOf(scope, planned.id)
      if (!outputs) return null
      const fromRunId = pinned ? null : (run.reuse?.fromRunId ?? null)
      run.log.append({ type: 'node-reused', node: planned.id, scope, nodeType, outputs, fromRunId })
      return { status: 'succeeded', outputs }
    }

    function execute(planned: PlannedNode, holdsPlace: boolean): Outcome | Promise<Outcome> {
      const { history, signal } = run
      // Both are said once: a node that is tried again starts anew.
      const goesOn = history?.goesOn.delete(nodeKey(scope, planned.id)) ?? false
      const asksFirst = history?.asksFirst.delete(nodeKey(scope, planned.id)) ?? false
      const attempt = (past?.attempts.get(planned.id) ?? 0) + (goesOn ? 0 : 1)
      const own = { run, scope, values, planned, attempt, tries: 1, signal }
      return executeNode({ ...own, holdsPlace, goesOn, asksFirst, runGraph: runRound, runWorkflow, runNode })
    }

    function start(index: number, planned: PlannedNode, hasPlace: boolean): void {
      const outcome = recall(planned) ?? standIn(planned) ?? execute(planned, hasPlace)
      if (!(outcome instanceof Promise)) {
        if (hasPlace) run.slots.putBack()
        settled(index, planned, outcome)
        return
      }
      underWay++
      const working = hasPlace || planned.definition.runsOthers ? 1 : 0
      run.activity.change({ working, waiting: 0 })
      const proceed = (later: Outcome) => {
        underWay--
        run.activity.change({ working: -working, waiting: 0 })
        settled(index, planned, later)
        if (hasPlace) run.slots.release()
        pump()
      }
      outcome.then(proceed).catch(reject)
    }

    function settled(index: number, planned: PlannedNode, outcome: Outcome): void {
      if (outcome.status === 'failed') fail(outcome.error)
      if (outcome.status === 'cancelled') calledOff = true
      if (outcome.status !== 'succeeded') return
      const { outputs } = outcome
      keep(planned, outputs)
      follow(settle(schedule, index, (port) => outputs[port] !== undefined))
    }

    /** What is under way may finish; but nobody is asked for a run that has failed. */
    function fail(error: ErrorInfo): void {
      failure ??= error
      run.waits.giveUpGraph(scope)
    }

    function keep(planned: PlannedNode, outputs: NodeOutputs): void {
      values.outputs.set(planned.id, outputs)
      values.named.set(planned.id, valueOfNode(planned, outputs))
    }

    function follow(decision: Decision): void {
      for (const { node, reason } of decision.skipped) skip(node, reason)
      for (const node of decision.ready) ready.push(node)
    }

    function skip(index: number, reason: string): void {
      const planned = plannedAt(index)
      values.named.set(planned.id, null)
      if (!planned.definition.inert && !past?.skipped.has(planned.id))
        run.log.append({ type: 'node-skipped', node: planned.id, scope, reason })
    }

    function stopped(): boolean {
      return failure !== undefined || calledOff || run.signal.aborted
    }

    function finish(): void {
      if (finished) return
      finished = true
      const suspended = run.signal.reason instanceof Suspended
      const left = suspended ? [] : [...ready.slice(next), ...undecidedNodes(schedule)]
      if (stopped() && !suspended) run.waits.giveUpGraph(scope)
      const isCancelled = calledOff || run.signal.aborted
      const why = failure ? `It was not reached: \`${failure.nodeId}\` failed.` : whyCancelled(run)
      for (const index of left) skip(index, why)
      const status = failure ? 'failed' : isCancelled ? 'cancelled' : 'succeeded'
      resolve(failure ? { status, error: failure, values } : { status, values })
    }

    async function runRound(execution: Execution, round: { index: number; item: Json }): Promise<Json> {
      const { planned, signal } = execution
      assert(planned.inner, `${planned.id} has an inner graph`)
      const turn = giveWay()
      if (turn) await turn
      const around = new Map<string, Json>([
        ['item', round.item],
        ['index', round.index],
      ])
      for (const root of planned.inner.outerRoots) {
        const value = root === 'nodes' ? undefined : values.named.get(root)
        if (value !== undefined && !around.has(root)) around.set(root, value)
      }
      const inner = iterationScope(scope, planned.id, round.index)
      // A container that has had its time takes what is inside it along, and its time stands still while that waits.
      const within = signal === run.signal ? run : { ...execution.run, signal }
      const result = await runGraph(within, planned.inner, inner, around)
      run.history?.forget(inner)
      const isNews = !past?.rounds.has(`${planned.id}#${round.index}`) && !(run.signal.reason instanceof Suspended)
      const { index } = round
      if (isNews) run.log.append({ type: 'iteration-finished', node: planned.id, scope, index, status: result.status })
      if (result.error) throw new NitiError(result.error)
      if (result.status === 'cancelled') throw cancelledError()
      return resultOf(planned.inner, result.values)
    }
  })

  function plannedAt(index: number): PlannedNode {
    const planned = plan.nodes[index]
    assert(planned, `node ${index} is planned`)
    return planned
  }
}

function whyCancelled({ signal }: ActiveRun): string {
  if (signal.reason instanceof RunTimedOut) return 'The run was out of time.'
  return signal.aborted ? 'The run was cancelled.' : 'It was not reached: the run failed elsewhere.'
}

/** Containers hold none, and nodes that run others: only what is inside them counts, or nesting could use up all places. */
function holdsPlace({ inner, definition }: PlannedNode): boolean {
  return inner === null && definition.workflowParam === undefined && !definition.runsOthers
}

function runNode(execution: Execution, work: AgentWork): Promise<Json> {
  return runInnerNode(execution, work, runGraph)
}

function runWorkflow(execution: Execution, request: SubworkflowRequest): Promise<Json> {
  return runSubworkflow(execution, request, runInner)
}

/** Runs another workflow's graph inside a run: nothing of the graph around it is seen there. */
async function runInner(run: ActiveRun, plan: GraphPlan, scope: string): Promise<Json> {
  const result = await runGraph(run, plan, scope, new Map())
  if (result.error) throw new NitiError(result.error)
  if (result.status === 'cancelled') throw cancelledError()
  return resultOf(plan, result.values)
}

/**
 * What a graph gives back: its results by name where it says which; else the value of its one last node, or an object by
 * id of those of several that were reached.
 */
export function resultOf(plan: GraphPlan, values: Values): Json {
  const [only] = plan.results.length > 0 ? [] : plan.sinks
  if (plan.sinks.length === 1 && only) return values.named.get(only.id) ?? null
  return outputsOf(plan, values)
}

/** A graph's results by name where it says which; else the values of all last nodes that were reached, by id. */
export function outputsOf(plan: GraphPlan, values: Values): JsonObject {
  if (plan.results.length > 0) {
    const given = plan.results.map(({ id }) => values.named.get(id)).filter((value) => isJsonObject(value))
    return Object.assign({}, ...given)
  }
  const reached = plan.sinks.filter((sink) => values.outputs.has(sink.id))
  return Object.fromEntries(reached.map((sink) => [sink.id, values.named.get(sink.id) ?? null]))
}
