import type { ErrorInfo } from '../errors.ts'
import type { Json } from '../json.ts'
import type { CutView, ToolCallView, WordsView } from './agent-view.ts'
import { answerText } from './answer-text.ts'
import type { CostView } from './cost-view.ts'
import type { RunStatus } from './events.ts'
import type { NodeView, RunView } from './view.ts'

/** A tool that was called on the way to an answer. */
export type ToolStep = Omit<ToolCallView, 'status'> & {
  step: 'tool'
  key: string
  /** `stopped`: the run ended before it did. */
  status: ToolCallView['status'] | 'stopped'
  /** Of what it asked models and agents itself. */
  microUsd: number
  unknownCalls: number
}

/** What an agent wrote before it called tools. */
export type SaidStep = { step: 'said'; key: string; text: string; startedAt: number }

/** What one agent of several told another. */
export type TalkStep = Omit<WordsView, 'at'> & { step: 'talk'; key: string; startedAt: number }

/** What the model was sent was cut, because it does not hold more. */
export type CutStep = Pick<CutView, 'how' | 'messages'> & { step: 'cut'; key: string; startedAt: number }

/** What was done on the way to an answer; `inside` is what was done for it in turn. */
export type AnswerStep = (ToolStep | SaidStep | TalkStep | CutStep) & { inside?: AnswerStep[] }

/** A run as the answer to what somebody said. */
export type Answer = {
  status: RunStatus
  /** In the order in which they began. */
  steps: AnswerStep[]
  /** Of a run that did not come to its end, what there was by then. */
  text: string
  error: ErrorInfo | null
  cost: CostView
}

/** What a run comes to as an answer, so far. */
export function answerOf(view: RunView): Answer {
  const { status, cost, outputs, error } = view
  return {
    ...{ status, cost, error: error ?? null },
    steps: stepsIn('', nodesByRound(view), view),
    text: status === 'succeeded' ? answerText(outputs) : partOf(view),
  }
}

/** Nodes by the scope of the innermost tool call that they work for; `` for those that work for none. */
type ByRound = Map<string, NodeView[]>

function nodesByRound({ nodes }: RunView): ByRound {
  const byRound: ByRound = new Map([['', []]])
  for (const { toolCalls = [] } of Object.values(nodes)) {
    for (const { scope } of toolCalls) if (scope !== null) byRound.set(scope, [])
  }
  for (const node of Object.values(nodes)) {
    let round = node.scope
    while (!byRound.has(round)) round = round.slice(0, Math.max(0, round.lastIndexOf('/')))
    byRound.get(round)?.push(node)
  }
  return byRound
}

function stepsIn(round: string, byRound: ByRound, view: RunView): AnswerStep[] {
  return (byRound.get(round) ?? [])
    .flatMap((node) => stepsOf(node, byRound, view))
    .sort((a, b) => a.startedAt - b.startedAt)
}

function stepsOf(node: NodeView, byRound: ByRound, view: RunView): AnswerStep[] {
  const { key, agent, calls, toolCalls = [], words = [], cuts = [] } = node
  const said = agent ? calls.filter(({ toolCalls: wishes, text }) => wishes?.length && text.trim() !== '') : []
  return [
    ...said.map(({ callId, text, startedAt }): SaidStep => ({ step: 'said', key: callId, text, startedAt })),
    ...toolCalls.map((call) => toolStep(node, call, byRound, view)),
    ...words.map(({ at, ...one }, index): TalkStep => {
      return { step: 'talk', key: `${key}-said-${index}`, startedAt: at, ...one }
    }),
    ...cuts.map(({ at, how, messages }, index): CutStep => {
      return { step: 'cut', key: `${key}-cut-${index}`, startedAt: at, how, messages }
    }),
  ]
}

function toolStep(node: NodeView, call: ToolCallView, byRound: ByRound, view: RunView): AnswerStep {
  const { callId, turn, index, inner, durationMs, scope } = call
  const { microUsd = 0, unknownCalls = 0 } = (inner === null ? undefined : view.nodes[inner]?.cost) ?? {}
  const isStopped = durationMs === null && view.finishedAt !== null
  const step: ToolStep = {
    ...{ step: 'tool', ...call, key: `${node.key}-${turn}-${callId}-${index}`, microUsd, unknownCalls },
    ...(isStopped && { status: 'stopped' }),
  }
  const inside = scope === null ? [] : stepsIn(scope, byRound, view)
  return inside.length > 0 ? { ...step, inside } : step
}

/** What was being written when the run ended before its time, by the node that came last. */
function partOf({ nodes }: RunView): string {
  const cut = Object.values(nodes)
    .filter(({ scope }) => scope === '')
    .flatMap(({ calls }) => calls.slice(-1))
    .filter(({ status, text, toolCalls }) => status === 'failed' && text.trim() !== '' && !toolCalls?.length)
  return cut.sort((a, b) => a.startedAt - b.startedAt).at(-1)?.text ?? ''
}

/** Characters of what a tool was given and gave that are kept with an answer, and steps of it. */
const mostKept = { characters: 4_000, steps: 200 }

/** The steps as they are kept with an answer for good: short, so that a conversation stays readable without its runs. */
export function keptSteps(steps: readonly AnswerStep[]): AnswerStep[] {
  return steps.slice(0, mostKept.steps).map((step): AnswerStep => {
    const inside = step.inside ? { inside: keptSteps(step.inside) } : {}
    if (step.step === 'cut') return step
    if (step.step !== 'tool') return { ...step, ...inside, text: cut(step.text) }
    const { output } = step
    return { ...step, ...inside, input: cutValue(step.input), ...(output !== undefined && { output: cut(output) }) }
  })
}

function cutValue(value: Json): Json {
  const text = JSON.stringify(value)
  return text.length > mostKept.characters ? cut(text) : value
}

function cut(text: string): string {
  return text.length > mostKept.characters ? `${text.slice(0, mostKept.characters)}…` : text
}
