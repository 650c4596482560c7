import type { Graph, Workflow, WorkflowNode } from '../../../shared/workflow/workflow.ts'

/**
 * Whether two states of a draft cost the same to run, as far as one can see at once: nothing but places, titles and the
 * workflow's name differ. Edits leave what they do not change as it was, so comparing identities is enough.
 */
export function costTheSame(before: Workflow, after: Workflow): boolean {
  return before === after || (before.settings === after.settings && isSameGraph(before, after))
}

function isSameGraph(before: Graph, after: Graph): boolean {
  if (before.edges !== after.edges) return false
  const ids = Object.keys(before.nodes)
  return (
    ids.length === Object.keys(after.nodes).length &&
    ids.every((id) => {
      const [was, is] = [before.nodes[id], after.nodes[id]]
      return was !== undefined && is !== undefined && isSameNode(was, is)
    })
  )
}

function isSameNode(was: WorkflowNode, is: WorkflowNode): boolean {
  if (was === is) return true
  const { position: _, title: __, graph: inside, ...rest } = was
  const { position: ___, title: ____, graph: insideNow, ...restNow } = is
  const isSameInside = inside && insideNow ? isSameGraph(inside, insideNow) : inside === insideNow
  return isSameInside && isShallowlyEqual(rest, restNow)
}

function isShallowlyEqual(a: object, b: object): boolean {
  const [left, right] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))]
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && right.get(key) === value)
}
