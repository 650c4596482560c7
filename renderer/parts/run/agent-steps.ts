import { idOf, teamName } from '../../../shared/agents/team/team.ts'
import { type CostView, noCost } from '../../../shared/run/cost-view.ts'
import { iterationScope } from '../../../shared/run/events.ts'
import type { ModelCallView, NodeView, RunView, TaskView, ToolCallView } from '../../../shared/run/view.ts'

type CutView = NonNullable<NodeView['cuts']>[number]

/** What an agent did, in the order it began: it asked a model, used a tool, or what it reads was cut. */
export type AgentStep =
  | { kind: 'turn'; at: number; turn: number; call: ModelCallView }
  | { kind: 'tool'; at: number; tool: ToolCallView }
  | { kind: 'cut'; at: number; cut: CutView }

export function isAgentAtWork(node: Pick<NodeView, 'agent' | 'toolCalls'>): boolean {
  return node.agent !== undefined || node.toolCalls !== undefined
}

export function stepsOf(node: NodeView): AgentStep[] {
  if (!isAgentAtWork(node)) return []
  const turns = node.calls.map((call, index): AgentStep => {
    return { kind: 'turn', at: call.startedAt, turn: index + 1, call }
  })
  const tools = (node.toolCalls ?? []).map((tool): AgentStep => ({ kind: 'tool', at: tool.startedAt, tool }))
  const cuts = (node.cuts ?? []).map((cut): AgentStep => ({ kind: 'cut', at: cut.at, cut }))
  // Sorting keeps what began in the same moment in this order: what was cut comes before the turn it was cut for.
  return [...cuts, ...turns, ...tools].sort((a, b) => a.at - b.at)
}

/** One turn with all that followed from it; `call` null where a tool was told of before any model was asked. */
export type Turn = { turn: number; call: ModelCallView | null; cuts: CutView[]; tools: ToolCallView[] }

export function turnsOf(node: NodeView): Turn[] {
  const turns: Turn[] = []
  let cuts: CutView[] = []
  for (const step of stepsOf(node)) {
    if (step.kind === 'cut') cuts.push(step.cut)
    if (step.kind === 'turn') {
      turns.push({ turn: step.turn, call: step.call, cuts, tools: [] })
      cuts = []
    }
    if (step.kind !== 'tool') continue
    const { tool } = step
    // A run that went on tells of a call again after the answer it belongs to: its name says which that is.
    const asked = turns.findLast(({ call }) => call?.toolCalls?.some(({ id }) => id === tool.callId)) ?? turns.at(-1)
    if (asked) asked.tools.push(tool)
    else turns.push({ turn: 0, call: null, cuts: [], tools: [tool] })
  }
  const last = turns.at(-1)
  if (last) last.cuts = [...last.cuts, ...cuts]
  return turns
}

/** What a node is called that another let work: by the name it has in its team, else the agent's, else its id. */
export function innerTitle(outer: Pick<NodeView, 'words'>, inner: Pick<NodeView, 'node' | 'agent'>): string {
  const named = outer.words?.flatMap(({ from, to }) => [from, to]).find((name) => idOf(name) === inner.node)
  return named ?? inner.agent?.name ?? inner.node
}

/** The nodes that others let work in a round of theirs: one, as a rule. */
export function nodesInScope(nodes: RunView['nodes'], scope: string): NodeView[] {
  return Object.values(nodes).filter((node) => node.scope === scope)
}

/** Nodes straight inside another's rounds, in the order they began. */
export function nodesInside(nodes: RunView['nodes'], outer: Pick<NodeView, 'key'>): NodeView[] {
  const prefix = `${outer.key}#`
  return Object.values(nodes)
    .filter(({ scope }) => scope.startsWith(prefix) && !scope.slice(prefix.length).includes('/'))
    .sort((a, b) => (a.startedAt ?? Number.POSITIVE_INFINITY) - (b.startedAt ?? Number.POSITIVE_INFINITY))
}

/** How a task stands: the log tells that it runs; that what does it waits for a person shows there. */
export function taskState(nodes: RunView['nodes'], team: NodeView, task: TaskView): TaskView['state'] {
  if (task.state !== 'running') return task.state
  const doing = nodesInScope(nodes, iterationScope(team.scope, team.node, task.index))
  return doing.some((node) => node.status === 'waiting' || node.waitsInside) ? 'waiting' : 'running'
}

export type MemberCost = { name: string; works: number; cost: CostView }

/** What each of a team came to, and the one who leads: all that the node itself asked is theirs. */
export function membersOf(nodes: RunView['nodes'], team: NodeView): MemberCost[] {
  const members = new Map<string, MemberCost>()
  const add = (name: string, cost: CostView) => {
    const before = members.get(name) ?? { name, works: 0, cost: noCost }
    members.set(name, { name, works: before.works + 1, cost: plus(before.cost, cost) })
  }
  for (const inner of nodesInside(nodes, team)) add(innerTitle(team, inner), inner.cost)
  if (team.calls.length > 0) {
    const leader = team.words?.find(({ from, about }) => from === teamName && about === 'task')?.to
    add(leader ?? team.agent?.name ?? teamName, ownCost(team))
  }
  return [...members.values()]
}

function ownCost({ calls }: NodeView): CostView {
  const billed = calls.flatMap((call) => [call, ...call.retries]).filter(({ usage }) => usage !== null)
  return billed.reduce((sum, { usage, microUsd }) => {
    const one = { inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0, calls: 1 }
    return plus(sum, { ...one, microUsd: microUsd ?? 0, unknownCalls: microUsd === null ? 1 : 0 })
  }, noCost)
}

export function plus(a: CostView, b: CostView): CostView {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    microUsd: a.microUsd + b.microUsd,
    unknownCalls: a.unknownCalls + b.unknownCalls,
    calls: a.calls + b.calls,
  }
}
