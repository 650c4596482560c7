import { userError } from '../../../shared/errors.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import type { Graph } from '../../../shared/workflow/workflow.ts'
import type { PlannedType } from './plan-graph.ts'

type Wish = {
  /** The start node to begin from. */
  startNode?: string
  /** Only this node and what leads to it will run. */
  upTo?: string
}

/**
 * The start node a run begins from; undefined where it begins from all that are started by hand, or the graph has no
 * start nodes. Several start nodes that could be meant are a user error whose `details.startNodes` lists them.
 */
export function chooseStart(
  graph: Graph,
  typeOf: (type: string) => PlannedType,
  { startNode, upTo }: Wish,
): string | undefined {
  const starts = Object.entries(graph.nodes).flatMap(([id, node]) => {
    const { definition } = typeOf(node.type)
    return definition.start ? [{ id, node, definition }] : []
  })
  if (startNode !== undefined) {
    const named = starts.find(({ id }) => id === startNode)
    if (!named) throw userError('run.no-such-start', `There is no start node \`${startNode}\` in the workflow.`)
    if (named.node.disabled) {
      throw userError('run.start-off', `The start node \`${startNode}\` is switched off.`, { nodeId: startNode })
    }
    return startNode
  }
  const upstream = upTo === undefined ? null : orderOf(graph).upstreamOf(upTo).add(upTo)
  const usable = starts.filter(({ id, node }) => !node.disabled && (upstream?.has(id) ?? true))
  if (usable.some(({ definition }) => !definition.trigger)) return undefined
  const [only, ...others] = usable
  if (!only || others.length === 0) return only?.id
  const names = usable.map(({ id, node }) => node.title ?? id)
  throw userError('run.which-start', `The workflow can begin in several ways: ${names.join(', ')}.`, {
    hint: 'Say which of them to try.',
    details: {
      startNodes: usable.map(({ id, node, definition }) => ({ id, title: node.title ?? definition.title })),
    },
  })
}
