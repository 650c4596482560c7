import { z } from 'zod'
import { json, jsonObject } from '../json.ts'
import { builtinNames } from './expression.ts'

export const formatVersion = 1
export const schemaUrl = 'niti://schema/workflow-1.json'

/** What a file may hold at most; more is refused with an error that names the limit. */
export const limits = { fileBytes: 16 * 1024 * 1024, nodes: 20_000, depth: 8, nameLength: 200 }

/** Names that expressions already use, JavaScript keeps for itself, or every object answers to. */
export const reservedNodeIds = new Set([
  ...builtinNames,
  ...['inputs', 'input', 'nodes', 'now', 'item', 'index', 'undefined', 'null', 'true', 'false', 'this'],
  ...['constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'isPrototypeOf', 'toLocaleString'],
  ...[
    'propertyIsEnumerable',
    'new',
    'delete',
    'typeof',
    'void',
    'in',
    'instanceof',
    'if',
    'else',
    'for',
    'while',
    'do',
  ],
  ...['switch', 'case', 'default', 'return', 'function', 'class', 'const', 'let', 'var', 'await', 'async', 'yield'],
  ...['eval', 'arguments', 'public', 'private', 'protected', 'static', 'package', 'interface', 'implements'],
  ...['throw', 'try', 'catch', 'finally', 'break', 'continue', 'import', 'export', 'super', 'with', 'enum', 'debugger'],
])

/** A node's id is also its name in expressions, so it reads as an identifier: `summarise`, `classify2`. */
export const nodeId = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, 'must be a letter followed by letters, digits or _ (64 at most)')
  .refine((id) => !reservedNodeIds.has(id), 'is a reserved word')

/** How long what runs left behind is kept. Left out: for ever. Costs are always kept. */
export const retention = z.object({
  days: z.number().int().min(1).max(36_500).optional(),
  /** The newest runs of a workflow. */
  runs: z.number().int().min(1).max(1_000_000).optional(),
})
export type Retention = z.infer<typeof retention>

export const position = z.object({ x: z.number(), y: z.number() })

export const edge = z.object({ from: nodeId, fromPort: z.string(), to: nodeId, toPort: z.string() })
export type Edge = z.infer<typeof edge>

export const retryPolicy = z.object({
  /** Tries after the first. */
  count: z.number().int().min(1).max(100),
  /** Milliseconds before the second try; doubles with each one after. */
  firstWaitMs: z.number().int().min(0).max(3_600_000).default(1_000),
  /** `temporary`: only what the other side says may pass. `any`: whatever failed. */
  on: z.enum(['temporary', 'any']).default('temporary'),
})
export type RetryPolicy = z.infer<typeof retryPolicy>

/** What becomes of a node that fails, hangs or was cut off. */
export const nodePolicy = z.object({
  retry: retryPolicy.optional(),
  /** Milliseconds one try may take. Waits do not count; in a container, neither does the time in which all inside waits. */
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 3_600_000)
    .optional(),
  /** `value`: go on with `fallback` on its first output. `port`: go on from its output `error`. Left out: the run fails. */
  onError: z.enum(['fail', 'value', 'port']).optional(),
  fallback: json.optional(),
  /** After a stop of the program in the middle of it. Left out: run it again if that can do no harm. */
  whenInterrupted: z.enum(['again', 'ask', 'fail']).optional(),
})
export type NodePolicy = z.infer<typeof nodePolicy>

export type WorkflowNode = {
  type: string
  /** Version of the node type its params were written for; older ones are upgraded when the file is read. */
  version: number
  title?: string
  params: z.infer<typeof jsonObject>
  position: { x: number; y: number }
  /** A disabled node is skipped, and so is what only it feeds. */
  disabled?: boolean
  policy?: NodePolicy
  /** Outputs by port that stand in for running it, while it is being worked on. */
  pinned?: z.infer<typeof jsonObject>
  /** The inner graph of a container such as `each`. */
  graph?: Graph
}
export type Graph = { nodes: Record<string, WorkflowNode>; edges: Edge[] }

export const workflowNode: z.ZodType<WorkflowNode> = z.object({
  type: z.string().min(1),
  version: z.number().int().positive(),
  title: z.string().max(limits.nameLength).optional(),
  params: jsonObject,
  position,
  disabled: z.boolean().optional(),
  policy: nodePolicy.optional(),
  pinned: jsonObject.optional(),
  get graph() {
    return graph.optional()
  },
})

export const graph: z.ZodType<Graph> = z.object({
  nodes: z.record(
    nodeId,
    z.lazy(() => workflowNode),
  ),
  edges: z.array(edge),
})

export const workflowSettings = z.object({
  /** Nodes of one run under way at once. */
  concurrency: z.number().int().min(1).max(1000).optional(),
  /** Model for nodes that say `auto`. */
  defaultModel: z.string().optional(),
  /** Milliseconds a whole run may take, its waits left out. */
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(30 * 24 * 3_600_000)
    .optional(),
  /** Runs of this workflow under way at once; more wait for their turn. */
  runsAtOnce: z.number().int().min(1).max(1000).optional(),
  /** How long its runs are kept; left out: as the app's settings say. */
  retention: retention.optional(),
})

/** The whole document: what a `*.niti.json` file holds, and what the draft of a workflow is. */
export const workflow = z.object({
  $schema: z.string().optional(),
  format: z.literal(formatVersion),
  name: z.string().min(1).max(limits.nameLength),
  description: z.string().optional(),
  settings: workflowSettings.optional(),
  nodes: z.record(nodeId, workflowNode),
  edges: z.array(edge),
})
export type Workflow = z.infer<typeof workflow>

export function emptyWorkflow(name: string): Workflow {
  return { format: formatVersion, name, nodes: {}, edges: [] }
}

/** A wire's identity inside its graph. */
export function edgeId(wire: Edge): string {
  return `${wire.from}:${wire.fromPort}->${wire.to}:${wire.toPort}`
}

/** The graph inside the containers `at` names, outermost first; undefined where one of them is not there. */
export function graphAt(document: Graph, at: string[]): Graph | undefined {
  let inner: Graph | undefined = document
  for (const id of at) inner = inner && Object.hasOwn(inner.nodes, id) ? inner.nodes[id]?.graph : undefined
  return inner
}

/** Every node of the document, inner graphs included, with the containers it stands in. */
export function* walkNodes(
  document: Graph,
  at: string[] = [],
): Generator<{ at: string[]; id: string; node: WorkflowNode }> {
  for (const [id, node] of Object.entries(document.nodes)) {
    yield { at, id, node }
    if (node.graph) yield* walkNodes(node.graph, [...at, id])
  }
}
