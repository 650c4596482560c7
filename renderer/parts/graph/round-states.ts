import type { NodeView } from '../../../shared/run/view.ts'

export type RoundState = 'running' | 'failed' | 'done' | 'waiting'

/** How each begun round of a container stands, by its index. `container` is the container's own key in the run. */
export function roundStates(nodes: Iterable<NodeView>, container: string): Map<number, RoundState> {
  const prefix = `${container}#`
  const states = new Map<number, RoundState>()
  for (const node of nodes) {
    // Only the nodes straight inside: deeper ones are counted by their own container.
    if (!node.scope.startsWith(prefix)) continue
    const index = Number(node.scope.slice(prefix.length))
    if (!Number.isInteger(index)) continue
    states.set(index, worse(states.get(index), node))
  }
  return states
}

function worse(before: RoundState | undefined, node: NodeView): RoundState {
  if (before === 'failed' || node.status === 'failed') return 'failed'
  if (before === 'waiting' || node.status === 'waiting' || (node.status === 'running' && node.waitsInside))
    return 'waiting'
  if (before === 'running' || node.status === 'running' || node.status === 'queued') return 'running'
  return 'done'
}
