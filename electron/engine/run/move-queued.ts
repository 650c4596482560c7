/** Where a waiting run stands: higher priority first, then the lower place. */
export type QueuePosition = { runId: string; priority: number; place: number }

/**
 * Puts a run before another, with that one's priority; `before: null` puts it at the very end. Gives back the positions
 * that change. The places of one priority only change hands, so no new number is needed, and a run that comes later (its
 * number is higher than all before it) still stands behind all that were moved.
 */
export function moveQueued(waiting: QueuePosition[], runId: string, before: string | null): QueuePosition[] {
  const moved = waiting.find((run) => run.runId === runId)
  const others = waiting.filter((run) => run.runId !== runId)
  const target = before === null ? others.at(-1) : others.find((run) => run.runId === before)
  if (!moved || !target) return []
  const { priority } = target
  const peers = others.filter((run) => run.priority === priority)
  const index = before === null ? peers.length : peers.indexOf(target)
  const order = [...peers.slice(0, index), moved, ...peers.slice(index)]
  const places = order.map((run) => run.place).sort((a, b) => a - b)
  return order
    .map((run, at) => ({ runId: run.runId, priority, place: places[at] ?? run.place }))
    .filter((now, at) => now.priority !== order[at]?.priority || now.place !== order[at]?.place)
}
