import { assert } from '../../../shared/assert.ts'
import { outputsOfNode, portsOf, toolsPort } from '../../../shared/catalog/ports.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { finish, type Steps } from '../../../shared/steps.ts'
import { expressionsIn } from '../../../shared/workflow/check-expressions.ts'
import { parseTemplate, rootsOf } from '../../../shared/workflow/expression.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import type { Graph, WorkflowNode } from '../../../shared/workflow/workflow.ts'
import type { InnerWork, NodeDefinition } from '../nodes/define-node.ts'
import { planWires, type SchedulePlan } from './schedule.ts'

/** A graph made ready to run: everything that is the same for each run of it, worked out once. */
export type GraphPlan = {
  nodes: PlannedNode[]
  schedule: SchedulePlan
  /** Nodes whose output leads nowhere: what the graph gives back. */
  sinks: PlannedNode[]
  /** Nodes that say by name what the graph gives back, in place of the sinks. */
  results: PlannedNode[]
  /** Names from around the graph that something inside refers to. */
  outerRoots: string[]
}

export type PlannedNode = {
  id: string
  node: WorkflowNode
  definition: NodeDefinition
  /** As in the document, with the schema's defaults filled in. */
  params: JsonObject
  /** Names its expressions and code refer to. */
  roots: string[]
  hasExpressions: boolean
  isRaw(param: string): boolean
  /** Wires by input port, in the order of the definition. */
  arrivals: { port: string; wait: 'all' | 'first'; wires: { from: string; fromPort: string }[] }[]
  outputPorts: string[]
  inner: GraphPlan | null
  /** Parsed params of a node without expressions: parsed once, not in each round of a loop. */
  fixedParams?: Json
  /** Nodes that are its tools: of those that run others. */
  tools?: PlannedNode[]
  /** It stands in no document: another node asked for it, with these params. */
  work?: InnerWork
}

/** What planning must know of a node type beyond its definition; worked out once per type, not per node. */
export type PlannedType = {
  definition: NodeDefinition
  /** What a param means that a document leaves out; may hold expressions. */
  defaults: JsonObject
  isRaw(param: string): boolean
}

/**
 * Plans a graph that the check found no error in; with `upTo`, only that node and what leads to it. It begins from
 * `startNode`, else from every start node that is started by hand; a start node of the other kind and what only it leads
 * to are left out.
 */
export function planGraph(
  graph: Graph,
  typeOf: (type: string) => PlannedType,
  upTo?: string,
  startNode?: string,
): GraphPlan {
  return finish(planSteps(graph, typeOf, upTo, startNode))
}

/** The same in steps, between which something else may happen: 10,000 nodes take some 50 ms. */
export function* planSteps(
  graph: Graph,
  typeOf: (type: string) => PlannedType,
  upTo?: string,
  startNode?: string,
): Steps<GraphPlan> {
  const nodes: PlannedNode[] = []
  for (const id of Object.keys(graph.nodes)) {
    yield
    nodes.push(yield* planNode(graph, id, typeOf))
  }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const starts = nodes.filter((node) => node.definition.start)
  const order = orderOf(graph)
  const reachedFrom = (some: PlannedNode[]) => {
    const from = some.map((node) => node.id)
    return some.length > 0 ? new Set([...from, ...order.reachableFrom(from)]) : null
  }
  const begins = starts.filter(({ id, definition }) =>
    startNode === undefined ? !definition.trigger : id === startNode,
  )
  const reached = reachedFrom(begins) ?? reachedFrom(starts)
  const otherwise = begins.length < starts.length ? reachedFrom(starts) : null
  const needed = upTo === undefined ? null : new Set([upTo, ...order.upstreamOf(upTo)])
  const toolOf = toolsOf(graph, byId)
  const never = (planned: PlannedNode) =>
    toolOf.get(planned.id) ??
    whyNever(planned, reached, otherwise, startNode) ??
    (needed && !needed.has(planned.id) ? `It is not needed for \`${upTo}\`.` : null)
  // What leads to a tool and from it carries no values: its agent uses it, or nobody does.
  const wires =
    toolOf.size === 0 ? graph.edges : graph.edges.filter((wire) => !toolOf.has(wire.to) && !toolOf.has(wire.from))
  const schedule = planWires(
    nodes.map((planned) => ({ id: planned.id, never: never(planned), waitOf: waitOf(planned) })),
    wires,
  )
  yield
  for (const wire of wires) addArrival(byId, wire)
  yield
  for (const planned of nodes) sortArrivals(planned)
  yield
  const feeding = new Set(wires.map((wire) => wire.from))
  const isSink = ({ id, definition }: PlannedNode) =>
    needed ? id === upTo : !feeding.has(id) && !definition.inert && !toolOf.has(id)
  const sinks = nodes.filter(isSink)
  const results = nodes.filter(({ id, definition }) => definition.resultParam !== undefined && (!needed || id === upTo))
  for (const planned of nodes) {
    // What its tools name, it has to know.
    for (const tool of planned.tools ?? []) planned.roots = [...new Set([...planned.roots, ...tool.roots])]
  }
  const used = new Set(nodes.flatMap((planned) => [...planned.roots, ...(planned.inner?.outerRoots ?? [])]))
  return { nodes, schedule, sinks, results, outerRoots: [...used].filter((root) => !byId.has(root)) }
}

/** Why nodes that are tools of others do not run by themselves, by id. Puts each with the node it is a tool of. */
function toolsOf({ edges }: Graph, byId: Map<string, PlannedNode>): Map<string, string> {
  const reasons = new Map<string, string>()
  for (const { from, fromPort, to } of edges) {
    const agent = byId.get(from)
    const tool = byId.get(to)
    if (!agent?.definition.runsOthers || fromPort !== toolsPort || !tool) continue
    reasons.set(to, `It is a tool of \`${from}\`.`)
    if (!tool.node.disabled) agent.tools = [...(agent.tools ?? []), tool]
  }
  return reasons
}

function* planNode(graph: Graph, id: string, typeOf: (type: string) => PlannedType): Steps<PlannedNode> {
  const node = graph.nodes[id]
  assert(node, `node ${id} is in the graph`)
  const { definition, defaults, isRaw } = typeOf(node.type)
  const params = { ...defaults, ...node.params }
  const expressions = expressionsIn(params, isRaw)
  const sources = expressions.flatMap(({ text }) =>
    parseTemplate(text).parts.flatMap((part) => (part.kind === 'expression' ? [part.source] : [])),
  )
  return {
    id,
    node,
    definition,
    params,
    roots: [...new Set([...sources, ...rawTexts(params, isRaw)].flatMap(rootsOf))],
    hasExpressions: expressions.length > 0,
    isRaw,
    arrivals: [],
    outputPorts: outputsOfNode(definition.outputs, params, node.policy).map((port) => port.id),
    inner: definition.container && node.graph ? yield* planSteps(node.graph, typeOf) : null,
  }
}

/**
 * A graph of one node that another asked for. Its params are values already, and it says what they are when it begins. One
 * that must not be done twice is not done again by itself where a stop of the program cut it off: a person is asked.
 */
export function planWork(work: InnerWork, { definition, defaults, isRaw }: PlannedType): GraphPlan {
  const { id, type, title } = work
  const params = { ...defaults, ...work.params }
  const isRepeatable = definition.isRepeatable?.(params) ?? true
  const planned: PlannedNode = {
    id,
    node: {
      ...{ type, version: definition.version, params, position: { x: 0, y: 0 } },
      ...(title !== undefined && { title }),
      ...(!isRepeatable && { policy: { whenInterrupted: 'ask' } }),
    },
    ...{ definition, params, isRaw, work, roots: [], hasExpressions: false, arrivals: [], inner: null },
    outputPorts: outputsOfNode(definition.outputs, params, undefined).map((port) => port.id),
  }
  const schedule = planWires([{ id, never: null, waitOf: () => 'all' }], [])
  return { nodes: [planned], schedule, sinks: [planned], results: [], outerRoots: [] }
}

/** Raw params, such as the source of a code node, name what they use without `{{ }}`. */
function rawTexts(params: JsonObject, isRaw: (param: string) => boolean): string[] {
  return Object.entries(params).flatMap(([param, value]) => (isRaw(param) && typeof value === 'string' ? [value] : []))
}

function whyNever(
  { id, node, definition }: PlannedNode,
  reached: Set<string> | null,
  otherwise: Set<string> | null,
  startNode: string | undefined,
): string | null {
  if (definition.inert) return 'It is only there to be read.'
  if (node.disabled) return 'It is switched off.'
  if (reached && !reached.has(id) && otherwise?.has(id)) {
    return startNode === undefined ? 'The run was started by hand.' : `The run was started by \`${startNode}\`.`
  }
  if (reached && !reached.has(id)) return 'No wire leads to it from the start.'
  return null
}

function waitOf({ definition, params }: PlannedNode): (port: string) => 'all' | 'first' {
  const ports = portsOf(definition.inputs, params)
  return (id) => ports.find((port) => port.id === id)?.wait ?? 'all'
}

function addArrival(byId: Map<string, PlannedNode>, wire: Graph['edges'][number]): void {
  const target = byId.get(wire.to)
  assert(target, `wire ends at the node ${wire.to}`)
  const from = { from: wire.from, fromPort: wire.fromPort }
  const port = target.arrivals.find((arrival) => arrival.port === wire.toPort)
  if (port) port.wires.push(from)
  else target.arrivals.push({ port: wire.toPort, wait: waitOf(target)(wire.toPort), wires: [from] })
}

function sortArrivals({ definition, params, arrivals }: PlannedNode): void {
  const order = portsOf(definition.inputs, params).map((port) => port.id)
  arrivals.sort((a, b) => order.indexOf(a.port) - order.indexOf(b.port))
}
