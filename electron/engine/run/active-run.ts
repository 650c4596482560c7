import type { Clock } from '../../../shared/clock.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import type { OpenWait, WaitAnswer } from '../../../shared/contract/waits.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { RunEventBody, TraceParent } from '../../../shared/run/events.ts'
import type { EmbedReply, EmbedRequest, ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { BudgetAsk } from '../../../shared/run/wait.ts'
import type { Shortfall } from '../costs/budget.ts'
import type { FittingModel } from '../costs/budget-gate.ts'
import type { Purse } from '../costs/purse.ts'
import type {
  AgentRequest,
  AgentResult,
  FileAccess,
  HttpReply,
  HttpRequest,
  KnowledgeAccess,
  McpCall,
  NodeContext,
  PageSource,
  ReadablePage,
  ServiceCall,
} from '../nodes/define-node.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { SentTrace } from '../telemetry/otel/propagation.ts'
import type { Activity } from './activity.ts'
import type { RunLog } from './event-log.ts'
import type { RunHistory, StartedAgent } from './history.ts'
import type { ModelSwitches } from './model-switches.ts'
import type { Note, SaidNote } from './note-key.ts'
import type { PlannedNode, PlannedType } from './plan-graph.ts'
import type { Reuse } from './reuse.ts'
import type { RunWaits } from './run-waits.ts'
import type { Slots } from './slots.ts'
import type { Subworkflows } from './subworkflows.ts'

/** What all parts of one run share while it is under way. */
export type ActiveRun = {
  runId: string
  log: RunLog
  signal: AbortSignal
  slots: Slots
  waits: RunWaits
  /** How much goes on in the run, or in the container this is handed down in. */
  activity: Activity
  inputs: JsonObject
  /** The offline model answers in the place of all others, and nothing outside is changed. */
  isDryRun: boolean
  /** The node it began from, where that is not all that are started by hand, and what it was given. */
  startNode?: string
  payload?: Json
  /** The trace it is part of, where whoever began it said so. */
  trace?: TraceParent
  /** What `auto` stands for; null where no node asks a model. */
  defaultModel: string | null
  /** ISO time the run began: what `now` is in its expressions, so that all of them agree. */
  now: string
  clock: Clock
  sandbox: Sandbox
  effects: Effects
  /** What came before, where the run goes on after the program had stopped in the middle of it. */
  history: RunHistory | null
  /** Models that take the place of nodes' own, because a person said so. */
  switches: ModelSwitches
  /** Outputs of an earlier run to go on from instead of running a node, by scope and node. */
  reuse: Reuse | null
  /** What a node type is, for nodes that run others. */
  typeOf(type: string): PlannedType | undefined
  /** The workflows nodes can run inside the run. */
  subworkflows: Subworkflows
  /** Limits of the tasks of agents that this is part of, outermost first, and those of the whole run by node. */
  purses: readonly Purse[]
  allPurses: Map<string, Purse>
  /** Names of the agents whose work this is part of, outermost first. */
  agentNames: string[]
  /** Names of the workflows this graph stands in, the run's own first. */
  workflowNames: string[]
  /** The program's own log, for bugs. */
  diagnostics: Log
}

/** What a person's answer does beyond the node that waits. */
export type BudgetPauses = {
  raise(budgetId: string, to: BudgetAsk['raiseTo']): void
  stopRun(runId: string): void
  /** The time zone of budget periods. */
  zone(): string
  /** Models that are ready and whose call would fit now, cheapest first. */
  modelsThatFit(call: { log: RunLog; request: ModelRequest }): Promise<FittingModel[]>
  /** The budget is there, and limits what it did. */
  isAsItWas(budget: Budget): boolean
  /** Gives the answer to one question to others of the run. */
  answerAlike(runId: string, isAlike: (wait: OpenWait) => boolean, answer: WaitAnswer & { by: string }): void
  /** Questions open in this process by budget, so that a hundred nodes that wait for one are told of once. */
  open: Map<string, number>
}

/** A call that did not fit; `chosen`: its model had been chosen in the place of the node's own. */
export type RefusedCall = { shortfall: Shortfall; request: ModelRequest; chosen: string | undefined }

/** Lets the run wait at one node until a call may fit; one question at a time, however many calls the node makes at once. */
export type PauseForBudget = {
  /** Resolves when it is worth trying again. Rejects where the run is to stop. */
  pause(refused: RefusedCall, pauses: BudgetPauses): Promise<void>
  /** Takes up what a person answered while no program had the run. Rejects where it is to stop. */
  takeUp(pauses: BudgetPauses): Promise<void>
  /** Says once that this model is asked in the place of the node's own. */
  noteSwitch(model: string): void
  /** A call fits now: what was asked before the program stopped is not asked any longer. */
  dropOld(): void
}

/** Where an effect comes from, for its events. */
export type EffectSource = {
  run: ActiveRun
  scope: string
  node: string
  attempt: number
  signal: AbortSignal
  budgetPause: PauseForBudget
  /** Limits of the tasks of agents that this is part of. */
  purses: readonly Purse[]
}

/** What an agent's work knows of the node it is done in, beside the node's context. */
export type AgentPlace = {
  readonly isDryRun: boolean
  /** ISO time the run began: the same however often the work is taken up again. */
  readonly runBegan: string
  /** What `auto` stands for. */
  readonly defaultModel: string | null
  /** Agents whose work this is part of, outermost first. */
  readonly agentNames: readonly string[]
  /** How it began before the program stopped; null where it begins now. */
  readonly past: StartedAgent | null
  /** What had been said of it until then. */
  readonly pastNotes: readonly SaidNote[]
  begin(started: Omit<Extract<RunEventBody, { type: 'agent-started' }>, 'type' | 'node' | 'scope'>): void
  note(note: Note): void
  /** Enters the work of this agent: what is asked for from now on is part of it, and costs its purse. */
  enter(agent: { name: string; maxMicroUsd: number | undefined }): void
  /** Nodes that are wired to this one as its tools. */
  readonly wiredTools: readonly PlannedNode[]
  /** What a person wrote into such a node, its expressions evaluated where this node stands. */
  resolve(tool: PlannedNode, filled: JsonObject): Promise<JsonObject>
}

/** What nodes may do to the world outside the engine; each writes the events about it. */
export type Effects = {
  callModel(source: EffectSource, request: ModelRequest): Promise<ModelReply>
  sendHttp(source: EffectSource, request: HttpRequest): Promise<HttpReply>
  callService(source: EffectSource, call: ServiceCall): Promise<Json>
  callMcp(source: EffectSource, call: McpCall, trace?: SentTrace | null): Promise<Json>
  embed(source: EffectSource, request: EmbedRequest): Promise<EmbedReply>
  /** What is known, as one node reaches it: with the node's own context, so that what it costs is the node's. */
  knowledge(context: NodeContext): KnowledgeAccess
  runAgent(context: NodeContext, place: AgentPlace, request: AgentRequest): Promise<AgentResult>
  /** Whether a call may change something at its service. */
  changesService(call: ServiceCall): boolean
  files: FileAccess
  readable(page: PageSource, signal: AbortSignal): Promise<ReadablePage>
}
