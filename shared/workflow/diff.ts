import { z } from 'zod'
import { isJsonObject, type Json, json, stableStringify } from '../json.ts'
import { edge, edgeId, type Graph, position, type Workflow, type WorkflowNode } from './workflow.ts'

/** One value that is another, was not there before (`before` left out) or is not there any more (`after` left out). */
export const fieldChange = z.object({
  /** From the node or the workflow inwards: `['params', 'headers', '0', 'name']`. */
  path: z.array(z.string()),
  before: json.optional(),
  after: json.optional(),
})
export type FieldChange = z.infer<typeof fieldChange>

const place = { at: z.array(z.string()), id: z.string() }

export const nodeChange = z.object({
  ...place,
  /** A container that was added or removed stands for all that is in it. */
  change: z.enum(['added', 'removed', 'changed']),
  /** Its id before, where it was renamed. */
  was: z.string().nullable(),
  type: z.string(),
  title: z.string().nullable(),
  fields: z.array(fieldChange),
})
export type NodeChange = z.infer<typeof nodeChange>

/** What is different between two documents. Places on the canvas are apart: they change nothing of what runs. */
export const workflowDiff = z.object({
  /** Name, description, settings. */
  workflow: z.array(fieldChange),
  nodes: z.array(nodeChange),
  wires: z.array(z.object({ at: z.array(z.string()), change: z.enum(['added', 'removed']), wire: edge })),
  moved: z.array(z.object({ ...place, before: position, after: position })),
})
export type WorkflowDiff = z.infer<typeof workflowDiff>

/** A diff in a few numbers, for lists. */
export const diffSummary = z.object({
  added: z.number().int(),
  removed: z.number().int(),
  changed: z.number().int(),
  moved: z.number().int(),
  wires: z.number().int(),
  /** Name, description or settings. */
  workflow: z.boolean(),
  /** The first nodes that were added, removed or changed, by title or else by id. */
  nodes: z.array(z.string()),
})
export type DiffSummary = z.infer<typeof diffSummary>

const mostNamed = 3

export function summariseDiff({ workflow, nodes, wires, moved }: WorkflowDiff): DiffSummary {
  const count = (change: NodeChange['change']) => nodes.filter((node) => node.change === change).length
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    moved: moved.length,
    wires: wires.length,
    workflow: workflow.length > 0,
    nodes: nodes.slice(0, mostNamed).map(({ title, id }) => title ?? id),
  }
}

/**
 * What makes `after` out of `before`. The order of wires and of keys means nothing, nor does an empty description, empty
 * settings, an empty inner graph or `disabled: false` against none; everything else is told.
 */
export function diffWorkflows(before: Workflow, after: Workflow): WorkflowDiff {
  const diff: WorkflowDiff = { workflow: diffFields(headOf(before), headOf(after)), nodes: [], wires: [], moved: [] }
  diffGraphs(before, after, [], diff)
  return diff
}

export function isEmptyDiff({ workflow, nodes, wires, moved }: WorkflowDiff): boolean {
  return workflow.length + nodes.length + wires.length + moved.length === 0
}

/** Whether both say the same, as `diffWorkflows` understands it. */
export function isSameDocument(a: Workflow, b: Workflow): boolean {
  return isEmptyDiff(diffWorkflows(a, b))
}

function diffGraphs(before: Graph, after: Graph, at: string[], diff: WorkflowDiff): void {
  const renamed = findRenamed(before, after)
  const oldIdOf = new Map([...renamed].map(([from, to]) => [to, from]))
  for (const [id, node] of Object.entries(before.nodes)) {
    if (!Object.hasOwn(after.nodes, id) && !renamed.has(id)) diff.nodes.push(describeNode('removed', at, id, node))
  }
  for (const [id, node] of Object.entries(after.nodes)) {
    const was = oldIdOf.get(id)
    const old = was !== undefined || Object.hasOwn(before.nodes, id) ? before.nodes[was ?? id] : undefined
    if (!old) {
      diff.nodes.push(describeNode('added', at, id, node))
      continue
    }
    const fields = diffFields(fieldsOf(old), fieldsOf(node))
    if (fields.length > 0 || was !== undefined) {
      diff.nodes.push({ ...describeNode('changed', at, id, node), was: was ?? null, fields })
    }
    if (old.position.x !== node.position.x || old.position.y !== node.position.y) {
      diff.moved.push({ at, id, before: old.position, after: node.position })
    }
    if (old.graph || node.graph) diffGraphs(old.graph ?? emptyGraph, node.graph ?? emptyGraph, [...at, id], diff)
  }
  diffWires(before, after, { at, renamed, diff })
}

const emptyGraph: Graph = { nodes: {}, edges: [] }

function diffWires(
  before: Graph,
  after: Graph,
  { at, renamed, diff }: { at: string[]; renamed: Map<string, string>; diff: WorkflowDiff },
): void {
  const now = (id: string) => renamed.get(id) ?? id
  const old = new Map(
    before.edges.map((wire) => {
      const named = { ...wire, from: now(wire.from), to: now(wire.to) }
      return [edgeId(named), wire] as const
    }),
  )
  const kept = new Set<string>()
  for (const wire of after.edges) {
    const id = edgeId(wire)
    if (old.has(id)) kept.add(id)
    else diff.wires.push({ at, change: 'added', wire })
  }
  for (const [id, wire] of old) if (!kept.has(id)) diff.wires.push({ at, change: 'removed', wire })
}

/** Old id to new id, of nodes that are the same in all but their name. Those that are not count as removed and added. */
function findRenamed(before: Graph, after: Graph): Map<string, string> {
  const gone = Object.entries(before.nodes).filter(([id]) => !Object.hasOwn(after.nodes, id))
  const renamed = new Map<string, string>()
  if (gone.length === 0) return renamed
  const come = new Map<string, string[]>()
  for (const [id, node] of Object.entries(after.nodes)) {
    if (Object.hasOwn(before.nodes, id)) continue
    const content = stableStringify(node)
    come.set(content, [...(come.get(content) ?? []), id])
  }
  if (come.size === 0) return renamed
  for (const [id, node] of gone) {
    const to = come.get(stableStringify(node))?.shift()
    if (to !== undefined) renamed.set(id, to)
  }
  return renamed
}

function describeNode(change: NodeChange['change'], at: string[], id: string, node: WorkflowNode): NodeChange {
  return { at, id, change, was: null, type: node.type, title: node.title ?? null, fields: [] }
}

/** What a node is, without where it stands and what is inside it. */
function fieldsOf(node: WorkflowNode): Record<string, unknown> {
  const { position: _, graph: __, disabled, ...fields } = node
  return disabled ? { ...fields, disabled } : fields
}

function headOf(document: Workflow): Record<string, unknown> {
  const { nodes: _, edges: __, description, settings, ...head } = document
  return { ...head, description: description || undefined, settings: settings ?? {} }
}

function diffFields(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  const changes: FieldChange[] = []
  // Everything in a document is JSON.
  compare(before as Json, after as Json, [], changes)
  return changes
}

/** Told as one: a part of it says nothing without the rest. */
const whole = new Set(['settings.retention'])

function compare(before: Json | undefined, after: Json | undefined, path: string[], changes: FieldChange[]): void {
  if (before === after) return
  if (isJsonObject(before) && isJsonObject(after) && !whole.has(path.join('.'))) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(own(before, key), own(after, key), [...path, key], changes)
    }
    return
  }
  // Entries of lists of another length have moved: which became which nobody knows.
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, entry] of before.entries()) compare(entry, after[index], [...path, String(index)], changes)
    return
  }
  if (stableStringify(before) === stableStringify(after)) return
  changes.push({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  })
}

function own(object: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
