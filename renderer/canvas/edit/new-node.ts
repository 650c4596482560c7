import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { applyEdits, type Edit, freeNodeId } from '../../../shared/workflow/edit.ts'
import { renameRoot } from '../../../shared/workflow/expression.ts'
import { type Graph, graphAt, type Workflow, type WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { cardWidth } from '../../parts/graph/card-size.ts'
import type { PaletteEntry } from '../agent-entries.ts'
import { wireBetween } from './connect-checks.ts'

type Point = { x: number; y: number }
type Types = ReadonlyMap<string, CatalogEntry>

/** How far apart cards are put, and how high one is taken to be while it has not been drawn. */
const gapX = 72
const gapY = 32
const expectedHeight = 112
const gridStep = 8

/** A fresh node of this type. */
export function newNode(entry: PaletteEntry, position: Point): WorkflowNode {
  return {
    type: entry.type,
    version: entry.version,
    ...(entry.agent && { title: entry.agent.name }),
    params: structuredClone(entry.defaults),
    position: { x: snap(position.x), y: snap(position.y) },
    ...(entry.container ? { graph: { nodes: {}, edges: [] } } : {}),
  }
}

export type Addition = {
  document: Workflow
  at: readonly string[]
  entry: PaletteEntry
  types: Types
  /** Where to put it; null: right of `after`, else wherever `fallback` says. */
  position: Point | null
  fallback: Point
  /** A node to draw a wire from (`source`) or to (`target`), if one fits. */
  wired?: { nodeId: string; side: 'source' | 'target'; portId?: string } | null
}

/** The edits that add a node, wired to where it was asked for, and the id it gets. */
export function addNodeEdits(addition: Addition): { edits: Edit[]; id: string } {
  const { document, entry, types, wired } = addition
  const at = [...addition.at]
  const id = freeNodeId(document, at, entry.type)
  const graph = graphAt(document, at) ?? { nodes: {}, edges: [] }
  const position = addition.position ?? freePlace(graph, besides(graph, wired?.nodeId) ?? addition.fallback)
  const node = newNode(entry, position)
  const add: Edit = { kind: 'add-node', at, id, node }
  const wire = wired ? findWire(graphAt(applyEdits(document, [add]).document, at) ?? graph, types, wired, id) : null
  if (wire) return { edits: [add, { kind: 'add-edge', at, edge: wire }], id }
  // With no wire nothing arrives; inside a container it is the entry one wants to work on.
  return { edits: at.length > 0 ? [{ ...add, node: { ...node, params: aboutItem(node.params) } }] : [add], id }
}

function findWire(graph: Graph, types: Types, wired: NonNullable<Addition['wired']>, id: string) {
  const [from, to] = wired.side === 'source' ? [wired, { nodeId: id }] : [{ nodeId: id }, wired]
  return wireBetween(graph, types, from, to)
}

/** Params whose expressions name the entry of the round where they named what arrives. */
function aboutItem(params: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? renameRoot(value, 'input', 'item') : value,
    ]),
  )
}

function besides(graph: Graph, id: string | undefined): Point | null {
  const node = id === undefined ? undefined : graph.nodes[id]
  return node ? { x: node.position.x + cardWidth + gapX, y: node.position.y } : null
}

/** The place itself, or the next one below it where no card lies. */
export function freePlace(graph: Graph, wanted: Point): Point {
  const others = Object.values(graph.nodes).map((node) => node.position)
  const place = { x: snap(wanted.x), y: snap(wanted.y) }
  const isTaken = () =>
    others.some(
      ({ x, y }) => Math.abs(x - place.x) < cardWidth + gapY / 2 && Math.abs(y - place.y) < expectedHeight + gapY / 2,
    )
  while (isTaken()) place.y += gridStep
  return place
}

function snap(value: number): number {
  return Math.round(value / gridStep) * gridStep
}
