import type { CatalogEntry } from '../catalog/entry.ts'
import { outputsOfNode, type Port, type PortSpec, portsFit, portsOf, toolsPort } from '../catalog/ports.ts'
import type { Issue } from '../contract/workflows.ts'
import type { JsonObject } from '../json.ts'
import { finish, type Steps } from '../steps.ts'
import { checkExpressions } from './check-expressions.ts'
import { findCycle, type GraphOrder, orderOf } from './graph-order.ts'
import { edgeId, type Graph, type Workflow, type WorkflowNode } from './workflow.ts'

/** What the check must know of a node type; a definition and a catalogue entry both have it. */
export type CheckedType = Pick<CatalogEntry, 'title' | 'container' | 'inert' | 'start' | 'trigger'> & {
  inputs: PortSpec[]
  outputs: PortSpec[]
  /** Nodes wired to its output `tools` are its tools. */
  runsOthers?: boolean
  /** What a param means that the document leaves out. */
  defaults: JsonObject
  /** Whether the param's text is taken as it stands, without expressions. */
  isRaw(param: string): boolean
  /** Of a param whose whole text is one expression: the names it knows besides those of its place; else undefined. */
  namesInExpression(param: string): string[] | undefined
  /** Problems of the params as they stand; values that hold expressions are judged when they are known, at run time. */
  checkParams(params: JsonObject): { field: string; message: string }[]
  /** What in the params is perhaps not meant. */
  warnOf?(params: JsonObject): { field: string; message: string }[]
}

export type TypeLookup = (type: string) => CheckedType | undefined

/**
 * Everything that can be found wrong with a workflow without running it. `error`: a run would not start. `warning`: it
 * would, but perhaps not as meant.
 */
export function checkWorkflow(document: Workflow, typeOf: TypeLookup): Issue[] {
  return finish(checkSteps(document, typeOf))
}

/** The same in steps, between which something else may happen: 10,000 nodes take some 50 ms. */
export function* checkSteps(document: Workflow, typeOf: TypeLookup): Steps<Issue[]> {
  if (Object.keys(document.nodes).length === 0) {
    return [{ severity: 'error', code: 'workflow.empty', message: 'The workflow has no nodes yet.', at: [] }]
  }
  return yield* checkGraph(document, {
    at: [],
    typeOf,
    ports: new Map(),
    outer: new Set(),
    inside: false,
    tools: new Map(),
  })
}

type Context = {
  at: string[]
  typeOf: TypeLookup
  /** Worked out once for each node, not for each wire. */
  ports: Map<WorkflowNode, NodePorts>
  outer: Set<string>
  inside: boolean
  /** By id: the node that each tool of this graph is a tool of. */
  tools: Map<string, string>
}

type NodePorts = { inputs: Port[]; outputs: Port[] }

function* checkGraph(graph: Graph, around: Context): Steps<Issue[]> {
  const context = { ...around, tools: toolsIn(graph, around.typeOf) }
  const cycle = findCycle(graph)
  if (cycle) {
    const message = `The wires run in a circle: ${cycle.join(' → ')}. A workflow has to come to an end.`
    return [{ severity: 'error', code: 'workflow.cycle', message, at: context.at, nodeId: cycle[0] }]
  }
  const order = orderOf(graph)
  const issues: Issue[] = []
  for (const wire of graph.edges) {
    yield
    issues.push(...checkWire(graph, wire, context), ...checkToolWire(graph, wire, context))
  }
  for (const [id, node] of Object.entries(graph.nodes)) {
    yield
    issues.push(...(yield* checkNode(graph, id, node, order, context)))
  }
  issues.push(...checkReach(graph, order, context))
  return issues
}

function* checkNode(graph: Graph, id: string, node: WorkflowNode, order: GraphOrder, context: Context): Steps<Issue[]> {
  const { at, typeOf } = context
  const agent = context.tools.get(id)
  const type = typeOf(node.type)
  if (!type) {
    const message = `Niti has no node type \`${node.type}\`.`
    return [{ severity: 'error', code: 'node.unknown-type', message, at, nodeId: id, field: 'type' }]
  }
  const issues: Issue[] = type
    .checkParams(node.params)
    // What is left empty in a tool, its agent fills in.
    .filter(({ field }) => agent === undefined || !isLeftEmpty(node.params, field))
    .map(({ field, message }) => ({ severity: 'error', code: 'node.bad-params', message, at, nodeId: id, field }))
  for (const { field, message } of type.warnOf?.(node.params) ?? []) {
    const where = { at, nodeId: id, field: `params.${field}` }
    issues.push({ severity: 'warning', code: 'node.doubtful-params', message, ...where })
  }
  if (type.trigger && context.inside) {
    const message = `${node.title ?? type.title} begins runs, so it cannot stand inside a container. Move it out.`
    issues.push({ severity: 'error', code: 'node.trigger-inside', message, at, nodeId: id })
  }
  // What a tool names has to be known when its agent begins.
  const known = agent === undefined ? order : { ...order, isUpstream: (one: string) => order.isUpstream(one, agent) }
  issues.push(...checkExpressions({ graph, id, node, type, ...context, order: known }))
  if (!type.container) return issues
  if (!node.graph || Object.keys(node.graph.nodes).length === 0) {
    const message = `${node.title ?? type.title} has nothing inside it yet. Open it and add a node.`
    return [...issues, { severity: 'error', code: 'node.empty-container', message, at, nodeId: id }]
  }
  const visible = new Set([...context.outer, ...order.upstreamOf(id)])
  issues.push(...(yield* checkGraph(node.graph, { ...context, at: [...at, id], outer: visible, inside: true })))
  return issues
}

function checkWire(graph: Graph, wire: Graph['edges'][number], context: Context): Issue[] {
  const { at } = context
  const error = (code: string, message: string, nodeId: string): Issue[] => [
    { severity: 'error', code, message: `${message} (wire \`${edgeId(wire)}\`)`, at, nodeId },
  ]
  const from = nodeIn(graph, wire.from)
  const to = nodeIn(graph, wire.to)
  if (!from) return error('wire.no-node', `There is no node \`${wire.from}\``, wire.from)
  if (!to) return error('wire.no-node', `There is no node \`${wire.to}\``, wire.to)
  const outputs = portsOfNode(from, context)?.outputs
  const inputs = portsOfNode(to, context)?.inputs
  if (!outputs || !inputs) return []
  const out = outputs.find((port) => port.id === wire.fromPort)
  const into = inputs.find((port) => port.id === wire.toPort)
  if (!out) return error('wire.no-port', `\`${wire.from}\` has no output \`${wire.fromPort}\``, wire.from)
  if (!into) return error('wire.no-port', `\`${wire.to}\` has no input \`${wire.toPort}\``, wire.to)
  if (!portsFit(out.type, into.type)) {
    return error('wire.types', `\`${wire.from}\` gives ${out.type}, \`${wire.to}\` takes ${into.type}`, wire.to)
  }
  return []
}

/** Which nodes are tools, and of which node. */
function toolsIn({ nodes, edges }: Graph, typeOf: TypeLookup): Map<string, string> {
  const ofAgents = edges.filter(({ from, fromPort }) => {
    const type = fromPort === toolsPort ? nodes[from]?.type : undefined
    return type !== undefined && typeOf(type)?.runsOthers === true
  })
  return new Map(ofAgents.map(({ from, to }) => [to, from]))
}

/** A tool is used by its agent alone: nothing else leads to it, and nothing leads on from it. */
function checkToolWire(graph: Graph, wire: Graph['edges'][number], { at, tools, typeOf }: Context): Issue[] {
  const error = (nodeId: string, code: string, message: string): Issue[] => [
    { severity: 'error', code, message: `${message} (wire \`${edgeId(wire)}\`)`, at, nodeId },
  ]
  const agent = tools.get(wire.to)
  if (tools.has(wire.from)) {
    const message = `\`${wire.from}\` is a tool of \`${tools.get(wire.from)}\`, so nothing goes on from it`
    return error(wire.from, 'wire.from-tool', message)
  }
  if (agent === undefined) return []
  if (wire.from !== agent || wire.fromPort !== toolsPort) {
    return error(wire.to, 'wire.into-tool', `\`${wire.to}\` is a tool of \`${agent}\`, so no other wire leads to it`)
  }
  const type = typeOf(nodeIn(graph, wire.to)?.type ?? '')
  if (!type?.start && !type?.container && !type?.inert) return []
  return error(wire.to, 'wire.no-tool', `${type.title} cannot be a tool`)
}

function isLeftEmpty(params: JsonObject, field: string): boolean {
  const [, name = '', ...deeper] = field.split('.')
  const value = params[name]
  return deeper.length === 0 && (value === undefined || value === null || value === '')
}

/** The ports of a node as it stands; undefined where its type is not known. */
function portsOfNode(node: WorkflowNode, { typeOf, ports }: Context): NodePorts | undefined {
  const known = ports.get(node)
  const type = typeOf(node.type)
  if (known || !type) return known
  const params = { ...type.defaults, ...node.params }
  const made = { inputs: portsOf(type.inputs, params), outputs: outputsOfNode(type.outputs, params, node.policy) }
  ports.set(node, made)
  return made
}

/** Warns of nodes that no start leads to: they are skipped, which is rarely what was meant. */
function checkReach(graph: Graph, order: GraphOrder, { at, typeOf }: Context): Issue[] {
  const starts = Object.entries(graph.nodes).filter(([, node]) => typeOf(node.type)?.start)
  if (starts.length === 0) return []
  const reached = order.reachableFrom(starts.map(([id]) => id))
  return Object.entries(graph.nodes)
    .filter(([id, node]) => !reached.has(id) && typeOf(node.type)?.inert === false)
    .map(([nodeId, node]) => ({
      severity: 'warning',
      code: 'node.unreachable',
      message: `No wire leads from the start to \`${node.title ?? nodeId}\`, so it will be skipped.`,
      at,
      nodeId,
    }))
}

function nodeIn(graph: Graph, id: string): WorkflowNode | undefined {
  return Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined
}
