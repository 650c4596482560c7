import { assert } from '../../../shared/assert.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { limits } from '../../../shared/workflow/workflow.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { NodeOutputs } from '../nodes/define-node.ts'
import type { GraphPlan, PlannedNode } from '../run/plan-graph.ts'
import { valueOfNode } from '../run/resolve-inputs.ts'
import {
  type KnownInputs,
  type KnownParams,
  placeholder,
  resolveKnown,
  type Scripts,
  type Sight,
  unknownValue,
  type Value,
} from './known-values.ts'
import { type KnownArrivals, type Tried, tryLeaf } from './try-leaf.ts'

/** How often something is done in a run. `expected` null: that shows only in the run; `most` null: nothing limits it. */
export type Times = { expected: number | null; most: number | null }

/** One thing a node would ask a model. */
export type Ask = {
  path: string
  /** `provider/model`; null where an expression chooses it. */
  model: string | null
  /** As far as it is known, without what is not; null where the leaf could not even begin to put it together. */
  request: ModelRequest | null
  /** Tokens the unknown parts are expected to have; null where nobody can tell. 0 where all is known. */
  unknownTokens: number | null
  /** All of the prompt is known, and it stands for no others. */
  isBound: boolean
  /** Tries of the node and of what it stands in count for `most`. */
  times: Times
}

export type Subplan = { plan: GraphPlan; asksModel: boolean; inputs: KnownInputs; defaultModel: string | null }

type Parts = {
  scripts: Scripts
  now: string
  /** Tokens a node's answer is expected to have. */
  answerTokens(path: string, request: ModelRequest | null): number
  /** The workflow a node runs inside the run; null where there is none. */
  openWorkflow(
    request: { workflowId: string; version: string },
    inputs: KnownInputs,
    outerModel: string | null,
  ): Promise<Subplan | null>
}

type Level = {
  plan: GraphPlan
  path: string[]
  named: ReadonlyMap<string, Value>
  inputs: KnownInputs
  defaultModel: string | null
  times: Times
  /** Workflows around this one, so that one that runs itself comes to an end. */
  chain: string[]
  /** It stands for rounds that are not looked at one by one. */
  isSample: boolean
}

/** Rounds of a known list that are looked at one by one; of longer ones so many stand for all. */
const mostRounds = 200
/** Nodes looked at in all; what is left after that stands for itself once. */
const mostVisits = 20_000

/** Where the forecast ends: what these nodes come to shows only in the run. */
export type Walked = { asks: Ask[]; blind: string[] }

/**
 * Goes through a graph as a run would, as far as is known what that sees: branches that are not taken ask nothing, a list
 * that is known is gone through entry by entry.
 */
export async function walkForecast(
  first: Omit<Level, 'path' | 'named' | 'times' | 'chain' | 'isSample'>,
  parts: Parts,
) {
  const walked: Walked = { asks: [], blind: [] }
  let visits = 0
  await walk({ ...first, path: [], named: new Map(), times: { expected: 1, most: 1 }, chain: [], isSample: false })
  return walked

  async function walk(level: Level): Promise<void> {
    const { plan } = level
    const states: (NodeState | undefined)[] = []
    const named = new Map(level.named)
    for (const index of inOrder(plan)) {
      const turn = giveWay()
      if (turn) await turn
      visits++
      const planned = plan.nodes[index]
      const scheduled = plan.schedule.nodes[index]
      assert(planned && scheduled, `node ${index} is planned`)
      const arrivals = scheduled.never === null ? arrivalsAt(planned, plan, states) : null
      const state = arrivals ? await look(planned, arrivals, { ...level, named }) : never
      states[index] = state
      const { outputs, tokens } = state
      const value = outputs && valueOfNode(planned, outputs)
      named.set(planned.id, value === null ? { isKnown: false, tokens } : { isKnown: true, value })
      if (!arrivals) named.set(planned.id, { isKnown: true, value: null })
    }
  }

  async function look(planned: PlannedNode, arrivals: KnownArrivals, level: Level): Promise<NodeState> {
    const { node, definition } = planned
    if (node.pinned) return { isReached: true, outputs: node.pinned, tokens: null }
    const path = [...level.path, planned.id].join('/')
    const input = firstOf(planned, arrivals)
    const sight: Sight = { named: level.named, inputs: level.inputs, input, now: parts.now }
    const known = await resolveKnown(planned, sight, parts.scripts)
    const times = withTries(planned, level.times)
    if (definition.workflowParam !== undefined) {
      await lookInside(planned, known, { ...level, times })
      return reached
    }
    // Without a model in it, and with something unknown in its params, nothing follows from trying it.
    const isWorthIt = definition.usesModel || known.unknown.length === 0
    const tried = isWorthIt ? await tryLeaf(planned, known, arrivals, sight) : nothing
    if (planned.inner) await lookThrough(planned, planned.inner, tried, { ...level, times })
    if (definition.usesModel) {
      const ask = askOf(path, planned, { tried, known, level: { ...level, times } })
      walked.asks.push(ask)
      // What it lets others do, and how often its model is asked, shows only in the run.
      if (definition.runsOthers) walked.blind.push(path)
      return { ...reached, tokens: parts.answerTokens(path, ask.request) }
    }
    return { ...reached, outputs: tried.outputs }
  }

  /** The rounds of a container. */
  async function lookThrough(planned: PlannedNode, inner: GraphPlan, { rounds }: Tried, level: Level): Promise<void> {
    const path = [...level.path, planned.id]
    const inside = { ...level, plan: inner, path }
    const around = (item: Value, index: Value) => new Map([...level.named, ['item', item], ['index', index]] as const)
    if (!rounds) {
      const most = mostRoundsOf(planned)
      const times = { expected: null, most: times2(level.times.most, most) }
      await walk({ ...inside, times, named: around(unknownValue, unknownValue) })
      return
    }
    const isShort = rounds.length <= mostRounds && visits + rounds.length * inner.nodes.length <= mostVisits
    const sample = isShort ? rounds : spread(rounds, Math.min(mostRounds, Math.max(1, roomFor(inner))))
    const weight = sample.length === 0 ? 0 : rounds.length / sample.length
    const times = { expected: times2(level.times.expected, weight), most: times2(level.times.most, weight) }
    for (const { index, item } of sample) {
      const named = around({ isKnown: true, value: item }, { isKnown: true, value: index })
      await walk({ ...inside, times, named, isSample: level.isSample || !isShort })
    }
  }

  function roomFor(inner: GraphPlan): number {
    return Math.floor((mostVisits - visits) / Math.max(1, inner.nodes.length))
  }

  /** A workflow that runs inside the run. */
  async function lookInside(planned: PlannedNode, known: KnownParams, level: Level): Promise<void> {
    const path = [...level.path, planned.id]
    const { workflowParam } = planned.definition
    const workflowId = workflowParam === undefined ? undefined : known.params[workflowParam]
    const { version } = known.params
    const isNamed = typeof workflowId === 'string' && typeof version === 'string'
    const isDecided = isNamed && !workflowId.includes(placeholder) && !version.includes(placeholder)
    const isTooDeep = isNamed && (level.chain.includes(workflowId) || level.chain.length >= limits.depth)
    const inputs = inputsOf(known)
    const opened =
      isDecided && !isTooDeep ? await parts.openWorkflow({ workflowId, version }, inputs, level.defaultModel) : null
    if (!opened) {
      walked.blind.push(path.join('/'))
      return
    }
    if (!opened.asksModel) return
    const chain = [...level.chain, String(workflowId)]
    await walk({ ...level, ...opened, path, chain, named: new Map() })
  }
}

type NodeState = { isReached: boolean; outputs: NodeOutputs | null; tokens: number | null }
const never: NodeState = { isReached: false, outputs: null, tokens: null }
const reached: NodeState = { isReached: true, outputs: null, tokens: null }
const nothing: Tried = { outputs: null, request: null, rounds: null }

const orders = new WeakMap<GraphPlan, number[]>()

/** Each node after all that feed it. */
function inOrder(plan: GraphPlan): number[] {
  const known = orders.get(plan)
  if (known) return known
  const { nodes, wires } = plan.schedule
  const open = nodes.map(() => 0)
  for (const { to } of wires) open[to] = (open[to] ?? 0) + 1
  const order = nodes.flatMap((_, index) => (open[index] === 0 ? [index] : []))
  for (let at = 0; at < order.length; at++) {
    for (const wire of nodes[order[at] ?? 0]?.out ?? []) {
      const to = wires[wire]?.to
      if (to === undefined) continue
      open[to] = (open[to] ?? 0) - 1
      if (open[to] === 0) order.push(to)
    }
  }
  orders.set(plan, order)
  return order
}

const places = new WeakMap<GraphPlan, Map<string, number>>()

/** What arrives at a node; null where one of its ports can get nothing, so that it is never run. */
function arrivalsAt(planned: PlannedNode, plan: GraphPlan, states: (NodeState | undefined)[]): KnownArrivals | null {
  const indexes = places.get(plan) ?? new Map(plan.nodes.map(({ id }, index) => [id, index]))
  places.set(plan, indexes)
  const arrivals: KnownArrivals = { isKnown: true, inputs: {}, arrived: {}, tokens: {} }
  for (const { port, wait, wires } of planned.arrivals) {
    const delivered: { from: string; value: Json }[] = []
    let isOpen = false
    for (const { from, fromPort } of wires) {
      const state = states[indexes.get(from) ?? -1]
      if (!state?.isReached) continue
      const value = state.outputs?.[fromPort]
      if (state.outputs === null) {
        isOpen = true
        if (wires.length === 1) arrivals.tokens[port] = state.tokens
      }
      if (value !== undefined) delivered.push({ from, value })
    }
    if (!isOpen && delivered.length === 0) return null
    // Which of several comes first shows only in the run.
    if (isOpen || (wait === 'first' && delivered.length > 1)) arrivals.isKnown = false
    arrivals.arrived[port] = delivered
    const [first] = delivered
    if (wires.length > 1) arrivals.inputs[port] = Object.fromEntries(delivered.map(({ from, value }) => [from, value]))
    else if (first) arrivals.inputs[port] = first.value
  }
  return arrivals
}

/** What `input` stands for. An answer that is not there yet is handed on with its expected length. */
function firstOf(planned: PlannedNode, arrivals: KnownArrivals): Value {
  const [first] = planned.arrivals
  if (!first) return { isKnown: true, value: null }
  const value = arrivals.inputs[first.port]
  if (arrivals.isKnown && value !== undefined) return { isKnown: true, value }
  return { isKnown: false, tokens: arrivals.tokens[first.port] ?? null }
}

/** Its retries, and those of what stands around it, may make every call once more. */
function withTries({ node }: PlannedNode, { expected, most }: Times): Times {
  return { expected, most: times2(most, 1 + (node.policy?.retry?.count ?? 0)) }
}

function times2(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a * b
}

function mostRoundsOf({ definition, params }: PlannedNode): number | null {
  const limit = definition.roundsParam === undefined ? undefined : params[definition.roundsParam]
  return typeof limit === 'number' ? limit : null
}

function spread<T>(all: T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]).filter(
    (one) => one !== undefined,
  )
}

/** Inputs of which a part is unknown are as good as not given. */
function inputsOf({ params, unknown }: KnownParams): KnownInputs {
  const { inputs } = params
  const missing = new Set(unknown.flatMap(({ path }) => (path.startsWith('inputs.') ? [path.split('.')[1] ?? ''] : [])))
  const isObject = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)
  const values: JsonObject = isObject
    ? Object.fromEntries(Object.entries(inputs).filter(([name]) => !missing.has(name)))
    : {}
  return { values, missing }
}

type Found = { tried: Tried; known: KnownParams; level: Level }

/** What its params name; an agent that is not written into them may ask any, and others may ask others. */
function modelOf({ runsOthers }: PlannedNode['definition'], { model = 'auto', definition, agentId }: JsonObject): Json {
  if (!runsOthers) return model
  return agentId === '' && isJsonObject(definition) ? (definition.model ?? 'auto') : null
}

function askOf(path: string, { params, definition }: PlannedNode, { tried, known, level }: Found): Ask {
  const { request } = tried
  const named = request?.model ?? modelOf(definition, { ...params, ...known.params })
  const ref = named === 'auto' || named === '' ? level.defaultModel : named
  const model = typeof ref === 'string' && !ref.includes(placeholder) && !ref.includes('{{') ? ref : null
  const parts = known.unknown.filter(({ path: at }) => at !== 'model' && at !== 'maxOutputTokens')
  const tokens = parts.map(({ value }) => (value.isKnown ? 0 : value.tokens))
  const unknownTokens = tokens.reduce((sum: number | null, one) => (sum === null || one === null ? null : sum + one), 0)
  return {
    path,
    model,
    request: request && withoutPlaceholders(request),
    unknownTokens: request ? unknownTokens : null,
    isBound: request !== null && parts.length === 0 && !level.isSample,
    times: definition.runsOthers ? { expected: null, most: null } : level.times,
  }
}

function withoutPlaceholders(request: ModelRequest): ModelRequest {
  const messages = request.messages.map((one) => ({ ...one, content: one.content.replaceAll(placeholder, '') }))
  return { ...request, messages }
}
