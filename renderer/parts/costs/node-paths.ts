import { graphAt, type Workflow } from '../../../shared/workflow/workflow.ts'
import { entryOf } from '../../state/catalog-store.ts'
import { titleOf } from '../graph/flow-elements.ts'

/**
 * The part of a node's path, containers first, that this document holds: what happens inside a workflow that a node runs
 * belongs to that node, which is all the document has of it.
 */
export function pathInDocument(document: Workflow, path: readonly string[]): string[] {
  for (let depth = 1; depth < path.length; depth++) {
    if (!graphAt(document, path.slice(0, depth))) return path.slice(0, depth)
  }
  return [...path]
}

/** A node by the titles of its containers and its own: `Each file › Summarise`. */
export function titleOfPath(document: Workflow, path: readonly string[]): string {
  const titles = path.map((id, depth) => {
    const node = graphAt(document, path.slice(0, depth))?.nodes[id]
    return node ? titleOf(node, entryOf(node.type)) : id
  })
  return titles.join(' › ')
}
