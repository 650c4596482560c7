import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { FinishedStatus } from '../../../shared/run/events.ts'
import type { InnerWork, SubworkflowRequest } from '../nodes/define-node.ts'
import type { ActiveRun } from './active-run.ts'
import type { PlannedNode } from './plan-graph.ts'
import type { Values } from './resolve-inputs.ts'

/** `within`: what holds for all that is done inside an agent's work. */
export type AgentWork = InnerWork & { within: Pick<ActiveRun, 'purses' | 'agentNames'> }

/** How a graph ended. */
export type GraphResult = { status: FinishedStatus; error?: ErrorInfo; values: Values }

/** One node about to run, with all it needs. */
export type Execution = {
  run: ActiveRun
  scope: string
  values: Values
  planned: PlannedNode
  /** 1 for the first, counted on over a stop of the program. */
  attempt: number
  /** Tries in this go: counts anew after a stop of the program. */
  tries: number
  /** Aborts with the run, or when the node has had its time. */
  signal: AbortSignal
  /** It counts towards the run's limit of nodes at once. */
  holdsPlace: boolean
  /** It only waited when the program stopped: it goes on as the same try. */
  goesOn: boolean
  /** A person is to say what becomes of it, because a stop of the program cut it off. */
  asksFirst: boolean
  /** For containers: runs one round of the inner graph. */
  runGraph(execution: Execution, round: { index: number; item: Json }): Promise<Json>
  /** For nodes that run another workflow. */
  runWorkflow(execution: Execution, request: SubworkflowRequest): Promise<Json>
  /** For nodes that run others: does one piece of work in a round of its own. */
  runNode(execution: Execution, work: AgentWork): Promise<Json>
}
