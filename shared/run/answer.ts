import type { ToolKind } from '../agents/agent.ts'
import type { ErrorInfo } from '../errors.ts'
import type { Json } from '../json.ts'
import { answerText } from './answer-text.ts'
import { type CostView, noCost, plusCall } from './cost-view.ts'
import { iterationScope, nodeKey, type RunEvent, type RunStatus } from './events.ts'
import type { ModelUsage } from './model-call.ts'

export type ToolStepState = 'running' | 'done' | 'refused' | 'misused' | 'failed' | 'stopped'

/** A tool that was called on the way to an answer. */
export type ToolStep = {
  kind: 'tool'
  /** Names it in its run. */
  key: string
  /** The scope what it does happens in; null where nothing is done. Steps inside it are its own. */
  round: string | null
  scope: string
  tool: string
  title: string
  toolKind: ToolKind
  input: Json
  state: ToolStepState
  /** What the model was told. */
  output: string
  error: ErrorInfo | null
  startedAt: number
  durationMs: number | null
  /** Of what it asked models and agents itself. */
  microUsd: number
  unknownCalls: number
}

/** What an agent wrote before it called tools, or before it was cut off. */
export type SaidStep = { kind: 'said'; key: string; scope: string; node: string; text: string; isPartial: boolean }

/** What one agent of several told another. */
export type TalkStep = {
  kind: 'talk'
  key: string
  scope: string
  from: string
  to: string
  about: 'task' | 'result' | 'hand-over' | 'review' | 'vote'
  text: string
}

/** What the model was sent was cut, because it does not hold more. */
export type CutStep = { kind: 'cut'; key: string; scope: string; how: 'trimmed' | 'summarised'; messages: number }

export type AnswerStep = ToolStep | SaidStep | TalkStep | CutStep

/** A run as the answer to what somebody said: what was done on the way, and what came of it. Made by `reduceAnswer`. */
export type Answer = {
  status: RunStatus
  startedAt: number
  finishedAt: number | null
  /** In the order in which they began. */
  steps: AnswerStep[]
  /** Once the run is over; of one that did not come to its end, what there was by then. */
  text: string
  error: ErrorInfo | null
  cost: CostView
  lastSeq: number
  /** Keys of the nodes at which an agent works. */
  agents: string[]
}

export const emptyAnswer: Answer = {
  status: 'running',
  startedAt: 0,
  finishedAt: null,
  steps: [],
  text: '',
  error: null,
  cost: noCost,
  lastSeq: 0,
  agents: [],
}

/** Folds events into the answer; the one given is left as it was, and steps nothing happened to stay the same. */
export function reduceAnswer(answer: Answer, events: Iterable<RunEvent>): Answer {
  const next: Answer = { ...answer, steps: [...answer.steps] }
  let hasChanged = false
  for (const event of events) {
    if (event.seq <= next.lastSeq) continue
    fold(next, event)
    next.lastSeq = event.seq
    hasChanged = true
  }
  return hasChanged ? next : answer
}

/** Of events it does not know an answer is not made. */
function fold(answer: Answer, event: RunEvent): void {
  switch (event.type) {
    case 'run-queued':
      answer.status = 'queued'
      answer.startedAt = event.at
      return
    case 'run-started':
    case 'run-resumed':
      answer.status = 'running'
      return
    case 'run-finished':
      finish(answer, event)
      return
    case 'agent-started':
      answer.agents = [...new Set([...answer.agents, nodeKey(event.scope, event.node)])]
      return
    case 'model-call-started':
      // Another try at what was cut off.
      answer.steps = answer.steps.filter(
        (step) => !(step.kind === 'said' && step.isPartial && step.node === event.node && step.scope === event.scope),
      )
      return
    case 'model-call-finished':
    case 'model-call-failed': {
      bill(answer, event)
      const { callId: key, node, scope, text } = event
      const isPartial = event.type === 'model-call-failed'
      const goesOn = event.type === 'model-call-finished' && (event.toolCalls?.length ?? 0) > 0
      const isAgents = answer.agents.includes(nodeKey(scope, node))
      if (text.trim() !== '' && (isPartial ? scope === '' : goesOn && isAgents)) {
        answer.steps.push({ kind: 'said', key, scope, node, text, isPartial })
      }
      return
    }
    case 'model-call-retried':
    case 'texts-embedded':
      bill(answer, event)
      return
    case 'tool-call-started': {
      const { scope, node, index, tool, title, input, at } = event
      const key = keyOf(event)
      const step: ToolStep = {
        ...{ kind: 'tool', key, scope, tool, title, input, toolKind: event.kind, startedAt: at },
        round: index === null ? null : iterationScope(scope, node, index),
        ...{ state: 'running', output: '', error: null, durationMs: null, microUsd: 0, unknownCalls: 0 },
      }
      // After a stop of the program the same call is said again: it is the same step.
      const before = answer.steps.findIndex((one) => one.key === key)
      if (before < 0) answer.steps.push(step)
      else changeTool(answer, key, (old) => ({ ...old, state: 'running', round: step.round }))
      return
    }
    case 'tool-call-finished': {
      const { output, durationMs } = event
      changeTool(answer, keyOf(event), (step) => ({ ...step, state: 'done', output, durationMs }))
      return
    }
    case 'tool-call-failed': {
      const { why: state, output, error, durationMs } = event
      changeTool(answer, keyOf(event), (step) => ({ ...step, state, output, error, durationMs }))
      return
    }
    case 'agent-said': {
      const { scope, from, to, about, text, seq } = event
      answer.steps.push({ kind: 'talk', key: `talk-${seq}`, scope, from, to, about, text })
      return
    }
    case 'context-cut': {
      const { scope, how, messages, seq } = event
      answer.steps.push({ kind: 'cut', key: `cut-${seq}`, scope, how, messages })
      return
    }
  }
}

function finish(answer: Answer, event: Extract<RunEvent, { type: 'run-finished' }>): void {
  const { status, outputs, error, at } = event
  answer.status = status
  answer.finishedAt = at
  answer.error = error ?? null
  answer.text = status === 'succeeded' ? answerText(outputs) : lastPartial(answer.steps)
  const isAnswer = (step: AnswerStep) => step.kind === 'said' && step.isPartial
  answer.steps = answer.steps
    .filter((step) => !isAnswer(step))
    .map((step) => (step.kind === 'tool' && step.state === 'running' ? { ...step, state: 'stopped' } : step))
}

function lastPartial(steps: AnswerStep[]): string {
  const last = steps.findLast((step) => step.kind === 'said' && step.isPartial)
  return last?.kind === 'said' ? last.text : ''
}

function keyOf({ scope, node, turn, callId }: { scope: string; node: string; turn: number; callId: string }): string {
  return `${nodeKey(scope, node)}:${turn}:${callId}`
}

function changeTool(answer: Answer, key: string, change: (step: ToolStep) => ToolStep): void {
  answer.steps = answer.steps.map((step) => (step.kind === 'tool' && step.key === key ? change(step) : step))
}

type Billed = { scope: string; usage: ModelUsage | null; microUsd: number | null }

function bill(answer: Answer, { scope, usage, microUsd }: Billed): void {
  if (!usage) return
  answer.cost = plusCall(answer.cost, usage, microUsd)
  if (scope === '') return
  answer.steps = answer.steps.map((step) =>
    step.kind === 'tool' && isInside(scope, step)
      ? {
          ...step,
          microUsd: step.microUsd + (microUsd ?? 0),
          unknownCalls: step.unknownCalls + (microUsd === null ? 1 : 0),
        }
      : step,
  )
}

/** Whether what happens in a scope is part of what the tool does. */
export function isInside(scope: string, { round }: Pick<ToolStep, 'round'>): boolean {
  return round !== null && (scope === round || scope.startsWith(`${round}/`))
}

/** The steps that are part of no tool's work, or those that are part of this one's and of none inside it. */
export function stepsIn(steps: readonly AnswerStep[], tool: ToolStep | null): AnswerStep[] {
  const tools = steps.filter((step) => step.kind === 'tool')
  return steps.filter((step) => {
    const around = tools.filter((one) => one !== step && isInside(step.scope, one))
    const innermost = around.reduce<ToolStep | null>(
      (deepest, one) => (deepest === null || (one.round?.length ?? 0) > (deepest.round?.length ?? 0) ? one : deepest),
      null,
    )
    return innermost === tool
  })
}

/** Characters of what a tool was given and gave that are kept with an answer, and steps of it. */
const mostKept = { characters: 4_000, steps: 200 }

/** The steps as they are kept with an answer for good: short, so that a conversation stays readable without its runs. */
export function keptSteps(steps: readonly AnswerStep[]): AnswerStep[] {
  return steps.slice(0, mostKept.steps).map((step) => {
    if (step.kind === 'cut') return step
    if (step.kind !== 'tool') return { ...step, text: cut(step.text) }
    const input = JSON.stringify(step.input)
    const kept: Json = input.length > mostKept.characters ? cut(input) : step.input
    return { ...step, input: kept, output: cut(step.output) }
  })
}

function cut(text: string): string {
  return text.length > mostKept.characters ? `${text.slice(0, mostKept.characters)}…` : text
}
