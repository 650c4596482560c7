import type { LedgerRow, PlannedCost } from '../../../shared/contract/costs.ts'
import { nodePath } from '../../../shared/run/events.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { Estimate } from './compare-costs.ts'

/**
 * What each node's calls of a dry run come to with the models they name, at today's prices; a node's rounds are one. The
 * node's path is that of its containers and itself: `perFile/summarise`.
 */
export async function plannedCosts(pages: Iterable<LedgerRow[]>, estimate: Estimate): Promise<PlannedCost[]> {
  const planned = new Map<string, PlannedCost>()
  for (const page of pages) {
    for (const { node, scope, insteadOf, usage } of page) {
      if (insteadOf === null) continue
      const path = nodePath(scope, node)
      const sum = planned.get(path) ?? { nodePath: path, calls: 0, microUsd: 0 }
      const one = await estimate({ model: insteadOf, usage })
      // Half a sum would look like the whole.
      const microUsd = sum.microUsd === null || one === null ? null : sum.microUsd + one
      planned.set(path, { nodePath: path, calls: sum.calls + 1, microUsd })
    }
    await nextTurn()
  }
  return [...planned.values()].sort((a, b) => (b.microUsd ?? 0) - (a.microUsd ?? 0))
}
