import type { ErrorInfo } from '../errors.ts'
import { type Json, type JsonObject, stableStringify } from '../json.ts'
import { diffWorkflows, type WorkflowDiff } from '../workflow/diff.ts'
import { graphAt, type Workflow } from '../workflow/workflow.ts'
import { containersOf, type RunStatus, type RunTrigger } from './events.ts'
import type { CostView, NodeStatus, NodeView, RunView } from './view.ts'

/** A run that is compared, as far as it is known; long values may be cut. */
export type ComparedRun = { view: RunView; document: Workflow; trigger: RunTrigger }

/** One of the two, in a few figures. */
export type ComparedSide = Pick<CostView, 'inputTokens' | 'outputTokens' | 'microUsd' | 'unknownCalls' | 'calls'> & {
  runId: string
  status: RunStatus
  trigger: RunTrigger
  startedAt: number
  /** null: it is under way. */
  durationMs: number | null
  /** `provider/model`, in the order they were first asked. */
  models: string[]
  error: ErrorInfo | null
}

export const aspects = [
  ...(['state', 'error', 'tries', 'time', 'cost', 'tokens', 'models'] as const),
  ...(['params', 'inputs', 'prompts', 'replies', 'outputs'] as const),
] as const
export type Aspect = (typeof aspects)[number]

/** What differs between the same node of two runs; as text, so that it can be laid side by side. null: it was not there. */
export type Difference = { aspect: Aspect; a: string | null; b: string | null }

export type NodeFigures = Pick<CostView, 'microUsd' | 'unknownCalls' | 'calls'> & {
  status: NodeStatus
  isReused: boolean
  durationMs: number | null
  tokens: number
  tries: number
}

/** A node of either run, matched by where it stands and in which round. */
export type ComparedNode = {
  /** `perFile#3/summarise` */
  key: string
  node: string
  scope: string
  nodeType: string
  /** Of containers around it. */
  depth: number
  /** null: it is not part of that run. */
  a: NodeFigures | null
  b: NodeFigures | null
  differences: Difference[]
  /** Of the nodes inside it, however deep, so many differ. */
  differInside: number
}

export type RunComparison = {
  a: ComparedSide
  b: ComparedSide
  documents: WorkflowDiff
  /** In the order they began, each with what is inside it behind it. */
  nodes: ComparedNode[]
}

export function compareRuns(a: ComparedRun, b: ComparedRun): RunComparison {
  return {
    a: sideOf(a),
    b: sideOf(b),
    documents: diffWorkflows(a.document, b.document),
    nodes: inTree(compareNodes(a, b)),
  }
}

/** Whether the same was done with the same, came to the same, and cost about the same. */
export function isDifferent({ a, b, differences }: ComparedNode): boolean {
  return a === null || b === null || differences.length > 0
}

function sideOf({ view, trigger }: ComparedRun): ComparedSide {
  const { runId, status, startedAt, finishedAt, cost, error } = view
  const models = new Set<string>()
  for (const { calls } of Object.values(view.nodes)) {
    for (const { provider, model } of calls) models.add(`${provider}/${model}`)
  }
  const durationMs = finishedAt === null ? null : finishedAt - startedAt
  return { runId, status, trigger, startedAt, durationMs, ...cost, models: [...models], error: error ?? null }
}

type Matched = { node: ComparedNode; startedAt: number }

function compareNodes(a: ComparedRun, b: ComparedRun): Matched[] {
  const keys = new Set([...Object.keys(a.view.nodes), ...Object.keys(b.view.nodes)])
  return [...keys].flatMap((key): Matched[] => {
    const [left, right] = [a.view.nodes[key], b.view.nodes[key]]
    const one = left ?? right
    if (!one) return []
    const begun = left?.startedAt ? left.startedAt - a.view.startedAt : (right?.startedAt ?? 0) - b.view.startedAt
    const differences = left && right ? differencesOf({ of: a, node: left }, { of: b, node: right }) : []
    const figures = { a: left ? figuresOf(left) : null, b: right ? figuresOf(right) : null }
    const at = { key, node: one.node, scope: one.scope, nodeType: one.nodeType, depth: containersOf(one.scope).length }
    return [{ node: { ...at, ...figures, differences, differInside: 0 }, startedAt: begun }]
  })
}

function figuresOf({ status, reused, durationMs, attempt, cost }: NodeView): NodeFigures {
  const { microUsd, unknownCalls, calls, inputTokens, outputTokens } = cost
  const tokens = inputTokens + outputTokens
  return { status, isReused: reused !== undefined, durationMs, tokens, tries: attempt, microUsd, unknownCalls, calls }
}

type Placed = { of: ComparedRun; node: NodeView }

function differencesOf(a: Placed, b: Placed): Difference[] {
  const differences: Difference[] = []
  const add = (aspect: Aspect, left: string | null, right: string | null) => {
    if (left !== right) differences.push({ aspect, a: left, b: right })
  }
  const [left, right] = [a.node, b.node]
  add('state', stateOf(left), stateOf(right))
  add('error', errorText(left), errorText(right))
  add('tries', String(left.attempt), String(right.attempt))
  if (isOtherTime(left.durationMs, right.durationMs)) add('time', text(left.durationMs), text(right.durationMs))
  add('cost', costText(left), costText(right))
  add('tokens', tokensText(left), tokensText(right))
  add('models', modelsText(left), modelsText(right))
  const values: [Aspect, Json | undefined, Json | undefined][] = [
    ['params', left.params ?? paramsOf(a), right.params ?? paramsOf(b)],
    ['inputs', inputsOf(a), inputsOf(b)],
    ['outputs', left.outputs, right.outputs],
  ]
  for (const [aspect, one, other] of values) {
    if (stableStringify(one ?? null) !== stableStringify(other ?? null)) add(aspect, valueText(one), valueText(other))
  }
  add('prompts', promptsText(left), promptsText(right))
  add('replies', repliesText(left), repliesText(right))
  return differences.sort((one, other) => aspects.indexOf(one.aspect) - aspects.indexOf(other.aspect))
}

function stateOf({ status, reused }: NodeView): string {
  return reused ? `${status} (reused)` : status
}

function errorText({ error }: NodeView): string | null {
  return error ? `${error.code}: ${error.message}` : null
}

/** Two runs never take the same time; what is told is a fifth more or less, and a tenth of a second at least. */
function isOtherTime(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b
  const difference = Math.abs(a - b)
  return difference >= 100 && difference > 0.2 * Math.max(a, b)
}

function text(value: number | null): string | null {
  return value === null ? null : String(value)
}

function costText({ cost }: NodeView): string | null {
  if (cost.calls === 0) return null
  return `${cost.microUsd}${cost.unknownCalls > 0 ? ` + ${cost.unknownCalls} unknown` : ''}`
}

function tokensText({ cost }: NodeView): string | null {
  return cost.calls === 0 ? null : `${cost.inputTokens} in, ${cost.outputTokens} out`
}

function modelsText({ calls }: NodeView): string | null {
  return calls.length === 0 ? null : [...new Set(calls.map(({ provider, model }) => `${provider}/${model}`))].join('\n')
}

/** Of a node without expressions the log holds no params: they are those of the document. */
function paramsOf({ of, node }: Placed): JsonObject | undefined {
  return graphAt(of.document, containersOf(node.scope))?.nodes[node.node]?.params
}

/** What arrived on its wires, by the node and port it came from. */
function inputsOf({ of, node }: Placed): JsonObject | undefined {
  const graph = graphAt(of.document, containersOf(node.scope))
  const wires = graph?.edges.filter(({ to }) => to === node.node) ?? []
  if (wires.length === 0) return undefined
  const prefix = node.scope === '' ? '' : `${node.scope}/`
  return Object.fromEntries(
    wires.map(({ from, fromPort }) => [
      `${from}.${fromPort}`,
      of.view.nodes[prefix + from]?.outputs?.[fromPort] ?? null,
    ]),
  )
}

function promptsText({ calls }: NodeView): string | null {
  if (calls.length === 0) return null
  return calls
    .map(({ messages }) => messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n'))
    .join('\n\n--------\n\n')
}

function repliesText({ calls }: NodeView): string | null {
  if (calls.length === 0) return null
  const each = calls.map(({ text: said, toolCalls = [] }) =>
    [said, ...toolCalls.map(({ name, arguments: given }) => `${name} ${given}`)].filter((one) => one !== '').join('\n'),
  )
  return each.join('\n\n--------\n\n')
}

/** A value as text that can be compared line by line: a single text as it is. */
export function valueText(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  if (typeof value === 'object' && !Array.isArray(value)) {
    const [only, ...others] = Object.values(value)
    if (others.length === 0 && typeof only === 'string') return only
  }
  return JSON.stringify(JSON.parse(stableStringify(value)), null, 2)
}

/** Nodes that stand in no container by when they began, and behind each what is inside it, round by round. */
function inTree(matched: Matched[]): ComparedNode[] {
  const inside = new Map<string, Matched[]>()
  for (const one of matched) {
    const { scope } = one.node
    const outer = scope === '' ? '' : scope.slice(0, scope.lastIndexOf('#'))
    const list = inside.get(outer)
    if (list) list.push(one)
    else inside.set(outer, [one])
  }
  const nodes: ComparedNode[] = []
  const add = (outer: string): number => {
    const list = (inside.get(outer) ?? []).sort(byRound)
    inside.delete(outer)
    let differing = 0
    for (const { node } of list) {
      nodes.push(node)
      node.differInside = add(node.key)
      differing += node.differInside + (isDifferent(node) ? 1 : 0)
    }
    return differing
  }
  add('')
  return nodes
}

function byRound(a: Matched, b: Matched): number {
  return roundOf(a.node) - roundOf(b.node) || a.startedAt - b.startedAt
}

/** Which round of its container a node stands in; -1: it stands in none. */
export function roundOf({ scope }: Pick<ComparedNode, 'scope'>): number {
  return scope === '' ? -1 : Number(scope.slice(scope.lastIndexOf('#') + 1))
}
