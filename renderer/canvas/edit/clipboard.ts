import { z } from 'zod'
import type { Edit } from '../../../shared/workflow/edit.ts'
import { renameNodeInGraph } from '../../../shared/workflow/rename-node.ts'
import { type Graph, graphAt, graph as graphSchema, type Workflow } from '../../../shared/workflow/workflow.ts'

/** What lies in the clipboard after copying nodes: text, so that it also passes between windows and machines. */
const clipboardContent = z.object({ niti: z.literal('nodes'), version: z.literal(1), graph: graphSchema })

/** The text for the clipboard: these nodes and the wires between them; null when there are none. */
export function copyNodes(graph: Graph, ids: readonly string[]): string | null {
  const chosen = new Set(ids.filter((id) => Object.hasOwn(graph.nodes, id)))
  if (chosen.size === 0) return null
  const part: Graph = {
    nodes: Object.fromEntries(Object.entries(graph.nodes).filter(([id]) => chosen.has(id))),
    edges: graph.edges.filter((wire) => chosen.has(wire.from) && chosen.has(wire.to)),
  }
  return JSON.stringify({ niti: 'nodes', version: 1, graph: part })
}

/** The nodes in the clipboard's text; null when it holds something else. */
export function readClipboard(text: string): Graph | null {
  if (!text.includes('"niti"')) return null
  try {
    const parsed = clipboardContent.safeParse(JSON.parse(text))
    return parsed.success && Object.keys(parsed.data.graph.nodes).length > 0 ? parsed.data.graph : null
  } catch {
    return null
  }
}

type Point = { x: number; y: number }

/**
 * The edits that put copied nodes into a graph, moved by `by`. A node whose id is taken gets a free one, and the wires
 * and expressions among the copies follow it.
 */
export function pasteEdits(
  document: Workflow,
  at: readonly string[],
  copied: Graph,
  by: Point,
): { edits: Edit[]; ids: string[] } {
  const path = [...at]
  const present = new Set(Object.keys(graphAt(document, path)?.nodes ?? {}))
  // New ids keep clear of the copies' own ids too, so that renaming one never runs into another.
  const taken = new Set([...present, ...Object.keys(copied.nodes)])
  let part = copied
  for (const id of Object.keys(copied.nodes)) {
    if (!present.has(id)) continue
    const free = nextFreeId(id, taken)
    taken.add(free)
    part = renameNodeInGraph(part, id, free)
  }
  const nodes = Object.entries(part.nodes).map(([id, node]): Edit => {
    const position = { x: node.position.x + by.x, y: node.position.y + by.y }
    return { kind: 'add-node', at: path, id, node: { ...node, position } }
  })
  const wires = part.edges.map((edge): Edit => ({ kind: 'add-edge', at: path, edge }))
  return { edits: [...nodes, ...wires], ids: Object.keys(part.nodes) }
}

/** `prompt` becomes `prompt2`, `prompt2` becomes `prompt3`. */
function nextFreeId(id: string, taken: ReadonlySet<string>): string {
  // Room for the number: ids are 64 characters at most.
  const stem = id.replace(/\d+$/, '').slice(0, 58) || 'node'
  let number = 2
  while (taken.has(`${stem}${number}`)) number++
  return `${stem}${number}`
}
