import type { ToolKind } from '../agents/agent.ts'
import type { ErrorInfo } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import type { ChatMessage, FinishReason, ModelUsage, PriceSnapshot, ToolCall } from './model-call.ts'
import type { WaitAbout, WaitAsk, WaitEnd } from './wait.ts'

/**
 * Everything that can happen in a run. The engine appends these and nothing else; every screen, the CLI and the history
 * are folds over them. A new kind of event is a new row here: every fold fails to compile until it says what the event
 * means to it.
 *
 * `scope` names the iteration a node stands in, outermost first: `` at the top, `perFile#3` in the fourth round of the
 * container `perFile`, `perFile#3/perLine#0` deeper in. Node id and scope together are a node's key (`nodeKey`).
 */
export type RunEventBody =
  /** It was asked for: with all that it needs to begin, now or after others. */
  | (RunOrigin & { type: 'run-queued'; priority: number })
  | { type: 'run-started' }
  /** It goes on where the log ends, after the program had stopped in the middle of it. */
  | { type: 'run-resumed' }
  | { type: 'run-cancel-requested' }
  | { type: 'run-finished'; status: FinishedStatus; outputs: JsonObject; error?: ErrorInfo }
  /** `isWork`: it stands in no document, another node asked for it with these params. */
  | (At & { type: 'node-started'; attempt: number; nodeType: string; params?: JsonObject; isWork?: true })
  | (At & { type: 'node-finished'; attempt: number; outputs: JsonObject; durationMs: number })
  /** It was not run: its outputs are pinned, or those of the run `fromRunId`. */
  | (At & { type: 'node-reused'; nodeType: string; outputs: JsonObject; fromRunId: string | null })
  | (At & { type: 'node-retried'; attempt: number; error: ErrorInfo; durationMs: number; waitMs: number })
  | (At & {
      type: 'node-failed'
      attempt: number
      error: ErrorInfo
      durationMs: number
      /** What the run goes on with all the same, as the node's policy says; by output. */
      goesOnWith?: JsonObject
    })
  | (At & { type: 'node-skipped'; reason: string })
  /** It was under way when the program stopped; what becomes of it stands in the events after. */
  | (At & { type: 'node-interrupted'; attempt: number })
  | (At & { type: 'node-cancelled'; attempt: number; durationMs: number })
  /**
   * It waits, holding no place, for what `ask` says. `number` counts the waits of one node from 0. `token` is the part of
   * the address that a call has to know. `about: stop`: the engine asks what is to become of a node that a stop of the
   * program cut off. `about: budget`: a model call of the node does not fit into a budget. `about: tool`: whether an agent
   * may use the tool that the node is.
   */
  | (At & {
      type: 'wait-started'
      waitId: string
      number: number
      ask: WaitAsk
      token?: string
      about?: WaitAbout
    })
  /** `answer` is what the node goes on with; `by` says who gave it, empty where nobody did. */
  | (At & { type: 'wait-ended'; waitId: string; end: WaitEnd; answer: Json; by: string })
  /** A container that runs another workflow: exactly this document, also after a stop of the program. */
  | (At & {
      type: 'subworkflow-started'
      workflowId: string
      workflowName: string
      /** null: the draft as it was then. */
      version: number | null
      documentId: string
      inputs: JsonObject
      /** What `auto` stands for inside it. */
      defaultModel: string | null
    })
  | (At & { type: 'node-logged'; level: LogLevel; text: string })
  /** null: nobody knows yet; said again once it is known. */
  | (At & { type: 'iterations-counted'; total: number | null })
  | (At & { type: 'iteration-finished'; index: number; status: FinishedStatus })
  /** It waits for a limit of the provider's connection; `per` is missing in logs that knew only one. */
  | (At & { type: 'model-call-queued'; callId: string; provider: string; limit: number; per?: CallLimit['per'] })
  | (At & {
      type: 'model-call-started'
      callId: string
      provider: string
      model: string
      messages: ChatMessage[]
      settings: JsonObject
      agentId?: string
    })
  | (At &
      ModelCallCost & {
        type: 'model-call-retried'
        callId: string
        provider: string
        model: string
        error: ErrorInfo
        waitMs: number
        tries: number
      })
  | (At &
      ModelCallCost & {
        type: 'model-call-finished'
        callId: string
        provider: string
        model: string
        text: string
        toolCalls?: ToolCall[]
        carried?: ChatMessage['carried']
        finishReason: FinishReason
        tries: number
      })
  | (At &
      ModelCallCost & {
        type: 'model-call-failed'
        callId: string
        provider: string
        model: string
        /** What had arrived when it broke off. */
        text: string
        error: ErrorInfo
        tries: number
      })
  /** Texts are on their way to become vectors; so that what a stop of the program cuts off is known to have left. */
  | (At & { type: 'embedding-started'; callId: string; provider: string; model: string; texts: number })
  /**
   * Vectors were made of texts. Its cost stands here and in the ledger as that of a model call does. No `texts`: a try that
   * failed, with what it may have cost.
   */
  | (At & ModelCallCost & { type: 'texts-embedded'; callId: string; provider: string; model: string; texts: number })
  /**
   * An agent took up a task at this node: exactly as it was then, also after a stop of the program. `agentId` null: it is
   * written into the node. `definition` is its document, `notes` what it had written down, `granted` the tools that a
   * person once allowed it for good.
   */
  | (At & {
      type: 'agent-started'
      agentId: string | null
      name: string
      version: number | null
      definition: JsonObject
      /** What its model is told before anything else. */
      instructions: string
      /** What it may use, ready to be used. */
      tools: JsonObject[]
      notes: string
      granted: string[]
    })
  /**
   * A tool is called. What it does happens in the node's round `index`, which is null where nothing is done (a tool that is
   * not there, arguments that do not fit). `callId` is the model's name of the call, `turn` counts its answers from 0.
   */
  | (At & {
      type: 'tool-call-started'
      callId: string
      turn: number
      index: number | null
      tool: string
      title: string
      kind: ToolKind
      input: Json
    })
  /** `output` is what the model is told. */
  | (At & { type: 'tool-call-finished'; callId: string; turn: number; output: string; durationMs: number })
  /** `why`: a person or the agent's own settings refused it, its arguments did not fit, or it went wrong. */
  | (At & {
      type: 'tool-call-failed'
      callId: string
      turn: number
      why: 'refused' | 'misused' | 'failed'
      error: ErrorInfo
      output: string
      durationMs: number
    })
  /** Of what the model was to be sent, something was left out or put in a few words, because it does not hold more. */
  | (At & {
      type: 'context-cut'
      turn: number
      how: 'trimmed' | 'summarised'
      messages: number
      tokens: number
      text: string
    })
  /** Agents that work together: who told whom what. */
  | (At & {
      type: 'agent-said'
      from: string
      to: string
      about: 'task' | 'result' | 'hand-over' | 'review' | 'vote'
      text: string
    })
  /** A task of a shared list is as it says here from now on. */
  | (At & { type: 'task-changed'; task: TeamTask })
  | (At & {
      type: 'http-called'
      method: string
      /** Secrets in the address are blacked out. */
      url: string
      status: number | null
      durationMs: number
      bytes: number
      /** The id that its span has for other programs: it left with it as the parent of what happens there. */
      spanId?: string
      /** Of a call to a service: which, and what it was about; secrets are blacked out. */
      service?: {
        integrationId: string
        action: string
        waitedMs: number
        sent: string | null
        received: string | null
        /** Of a protocol, which knows no status: whether it did what was asked. */
        answered?: boolean
      }
    })

export type RunEvent = RunEventBody & {
  runId: string
  /** Counts from 1 in each run, without gaps. */
  seq: number
  /** Milliseconds since the Unix epoch. */
  at: number
}

/** Where a run comes from and what it was given. */
export type RunOrigin = {
  workflowId: string | null
  workflowName: string
  inputs: JsonObject
  trigger: RunTrigger
  /** The start node it begins from, where something other than a person began it; its siblings are left out. */
  startNode?: string
  /** What that start node gives: the request of a webhook, the file that changed, the time that came. */
  payload?: Json
  /** What `auto` stands for in this run, once known. */
  defaultModel: string | null
  /** The folder relative paths start from: a run that goes on after a crash reads and writes in the same place. */
  filesDir: string
  /** It takes up the work of another run instead of doing all of it. */
  rerun?: Rerun
  /** Only this node is wanted, and what leads to it. */
  upTo?: string
  /** The offline model answers in the place of all others, and nothing outside is changed. */
  dryRun?: true
  /** The W3C trace it is part of, where whoever called said so. */
  trace?: TraceParent
}

/** Of a `traceparent` header (https://www.w3.org/TR/trace-context/): lower-case hex, 32 and 16 characters. */
export type TraceParent = { traceId: string; parentId: string; isSampled: boolean; state?: string }

type At = { node: string; scope: string }

/**
 * What a call cost. `usage` null: nothing was billed. A try that broke off after it had been billed and was then
 * repeated is part of `model-call-retried`, so every billed try has exactly one event and one ledger row.
 */
type ModelCallCost = {
  usage: ModelUsage | null
  /** null: tokens were used and nobody knows the price. */
  microUsd: number | null
  price: PriceSnapshot | null
  latencyMs: number
  firstTokenMs: number | null
  /** The most that budgets held for it; a provider that bills more than it said has a larger `microUsd`. */
  reservedMicroUsd?: number | null
  /** Its answer was limited to so many tokens, because of this budget; null: nobody knows the model's own limit. */
  outputLimit?: { tokens: number; budgetId: string | null }
  /** Nobody knows what it used and cost, as it was cut off: these are the most it may have. */
  atMaximum?: true
  /** Tokens of its input as they were counted here, beside those in `usage` that the provider billed. */
  countedInputTokens?: number
  /** `provider/model` that this call names; in a dry run the offline model answered in its place. */
  insteadOf?: string
}

/**
 * Where a run takes up another's work:
 * - `failed`: everything that finished is kept.
 * - `node`: that node and all after it run again.
 * - `changed`: what is different now (type, params, wiring, run inputs, or anything before it) runs again, and so does what
 *   reads the world outside, which may have changed without the workflow knowing.
 */
export type RerunFrom = { kind: 'failed' } | { kind: 'node'; nodeId: string } | { kind: 'changed' }
export type Rerun = { runId: string; from: RerunFrom }

/** One task of a team's shared list; `after` are the ids of those it waits for, `index` the round it is done in. */
export type TeamTask = {
  id: string
  index: number
  title: string
  agent: string
  after: string[]
  state: 'queued' | 'running' | 'waiting' | 'done' | 'failed'
}

/** A limit on the calls of all runs together that is reached: so many at once, or so many requests in a minute. */
export type CallLimit = { limit: number; per: 'at-once' | 'minute' }

export type FinishedStatus = 'succeeded' | 'failed' | 'cancelled'
export type RunStatus = 'queued' | 'running' | FinishedStatus
/** Whether nothing more will happen in the run. */
export function isOver(status: RunStatus): status is FinishedStatus {
  return status !== 'queued' && status !== 'running'
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type RunTrigger = 'manual' | 'cli' | 'schedule' | 'file' | 'webhook' | 'run' | 'service' | 'chat'

/**
 * Text that a model is writing right now. Never stored: the finished call holds the whole of it. `text` begins at the
 * character `from` (left out: 0) of what it has written; all before that was pushed earlier.
 */
export type LiveText = { node: string; scope: string; callId: string; text: string; from?: number }

/** What a model has written so far, as far as `known` and what was pushed say; another call's text is not known. */
export function liveTextAfter(known: Pick<LiveText, 'callId' | 'text'> | undefined, pushed: LiveText): string {
  const before = known?.callId === pushed.callId ? known.text : ''
  return before.slice(0, pushed.from ?? 0) + pushed.text
}

/** One delivery of the run feed: events in order, then the live texts that changed. */
export type RunPush = { events: RunEvent[]; live: LiveText[] }

/** A node's key in one run: `summarise`, or `perFile#3/summarise` inside a container. */
export function nodeKey(scope: string, node: string): string {
  return scope === '' ? node : `${scope}/${node}`
}

/** The scope of one round of a container. */
export function iterationScope(scope: string, container: string, index: number): string {
  return `${nodeKey(scope, container)}#${index}`
}

/** Where a node stands, whichever round it is in: `summarise`, or `perFile/summarise` inside a container. */
export function nodePath(scope: string, node: string): string {
  return [...containersOf(scope), node].join('/')
}

/** The containers a scope stands in, without the rounds: `perFile#3/perLine#0` gives `perFile`, `perLine`. */
export function containersOf(scope: string): string[] {
  return scope === '' ? [] : scope.split('/').map((part) => part.slice(0, part.indexOf('#')))
}
