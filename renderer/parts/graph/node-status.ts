import type { NodeView } from '../../../shared/run/view.ts'
import type { Graph, WorkflowNode } from '../../../shared/workflow/workflow.ts'
import type { Status } from '../../ui/status-icon.tsx'

const unsettled: ReadonlySet<NodeView['status']> = new Set(['queued', 'running', 'waiting'])

export type RunPhase = 'none' | 'running' | 'over'

/** How a card stands in a run. `view` is missing while nothing has happened to the node. */
export function statusOf(
  node: Pick<WorkflowNode, 'disabled'>,
  view: Pick<NodeView, 'status' | 'reason' | 'reused' | 'waitsInside' | 'iterations'> | undefined,
  phase: RunPhase,
): Status {
  if (node.disabled) return 'disabled'
  if (!view) return phase === 'running' ? 'queued' : 'idle'
  if (view.reused) return 'cached'
  // A run that was cut off (by a crash) leaves nodes that never ended.
  if (phase === 'over' && unsettled.has(view.status)) return 'cancelled'
  // A container has rounds that go on meanwhile; of an agent or a team the person who is asked is what matters.
  if (view.status === 'running' && view.waitsInside && !view.iterations) return 'waiting'
  // It has begun, but its model call has no place yet.
  if (view.status === 'running' && view.reason) return 'queued'
  return view.status
}

/** Whether it failed and the run went on all the same, as its policy says. */
export function wentOn(view: Pick<NodeView, 'status' | 'outputs'>): boolean {
  return view.status === 'failed' && view.outputs !== undefined
}

/** The nodes straight before this one that have not settled yet. */
export function waitsFor(graph: Graph, id: string, isSettled: (id: string) => boolean): string[] {
  const before = graph.edges.filter((wire) => wire.to === id).map((wire) => wire.from)
  return [...new Set(before)].filter((from) => !isSettled(from))
}

/** How many entries a value on a wire has, where it is a list (also one that was cut for its length). */
export function listSize(value: unknown): number | null {
  if (Array.isArray(value)) return value.length
  if (typeof value !== 'object' || value === null || !('$clipped' in value)) return null
  const cut = value.$clipped
  if (typeof cut !== 'object' || cut === null || !('kind' in cut) || !('size' in cut)) return null
  return cut.kind === 'list' && typeof cut.size === 'number' ? cut.size : null
}

export type WireState = 'idle' | 'flowing' | 'done' | 'unused'

type Ends = { from: NodeView | undefined; fromPort: string; to: NodeView | undefined; phase: RunPhase }

/** What a wire shows: nothing yet, a value on its way into a node at work, a value delivered, a branch not taken. */
export function wireState({ from, fromPort, to, phase }: Ends): { state: WireState; items: number | null } {
  if (phase === 'none' || !from) return { state: 'idle', items: null }
  if (from.status !== 'succeeded' && !wentOn(from))
    return { state: from.status === 'skipped' ? 'unused' : 'idle', items: null }
  const outputs = from.outputs ?? {}
  if (!Object.hasOwn(outputs, fromPort)) return { state: 'unused', items: null }
  const isFlowing = to?.status === 'running' && phase === 'running'
  return { state: isFlowing ? 'flowing' : 'done', items: listSize(outputs[fromPort]) }
}
