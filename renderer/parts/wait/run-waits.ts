import type { RunSummary } from '../../../shared/contract/runs.ts'
import { containersOf, nodeKey } from '../../../shared/run/events.ts'
import type { NodeView, RunView } from '../../../shared/run/view.ts'
import type { WaitAsk } from '../../../shared/run/wait.ts'

export type NodeWait = NonNullable<NodeView['wait']>

/** What a run waits for now, the questions to a person first, then what is due soonest. */
export function waitsOfRun(view: RunView): NodeWait[] {
  const found: NodeWait[] = []
  for (const { status, wait } of Object.values(view.nodes)) if (status === 'waiting' && wait) found.push(wait)
  return found.sort((a, b) => weight(a.ask) - weight(b.ask) || dueAt(a.ask) - dueAt(b.ask))
}

function weight({ kind }: WaitAsk): number {
  return kind === 'person' ? 0 : kind === 'time' ? 1 : 2
}

function dueAt({ dueAt: due }: WaitAsk): number {
  return due ?? Number.POSITIVE_INFINITY
}

/** The waits of a run that does nothing else at this moment; null while it works, or is over. */
export function onlyWaits(view: RunView): NodeWait[] | null {
  if (view.status !== 'running') return null
  const waits = waitsOfRun(view)
  if (waits.length === 0) return null
  // A container is running for as long as anything inside it waits; that is no work of its own.
  const around = new Set<string>()
  for (const { scope } of Object.values(view.nodes)) {
    const parts = scope === '' ? [] : scope.split('/')
    for (const [depth, node] of containersOf(scope).entries()) {
      around.add(nodeKey(parts.slice(0, depth).join('/'), node))
    }
  }
  const isAtWork = Object.values(view.nodes).some((node) => node.status === 'running' && !around.has(node.key))
  return isAtWork ? null : waits
}

/** What a list says of a run that waits; null where nothing is waited for. */
export function waitOfSummary({
  status,
  openWaits,
  asksYou,
}: Pick<RunSummary, 'status' | 'openWaits' | 'asksYou'>): 'person' | 'some' | null {
  if (status !== 'running') return null
  if (asksYou > 0) return 'person'
  return openWaits > 0 ? 'some' : null
}
