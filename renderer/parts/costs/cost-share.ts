import { isOver } from '../../../shared/run/events.ts'
import type { CostView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { formatShare } from '../../ui/format.ts'

/**
 * What part of a run's cost this is, from 0 to 1; null where there is nothing to share out. A container's cost is that of
 * the nodes inside it, so shares are compared among nodes of one level.
 */
export function costShare(part: Pick<CostView, 'microUsd'>, wholeMicroUsd: number): number | null {
  if (wholeMicroUsd <= 0 || part.microUsd <= 0) return null
  return Math.min(1, part.microUsd / wholeMicroUsd)
}

/** `62 %`, and `<1 %` for what is little but not nothing. */
export function shareWords(share: number): string {
  return share < 0.005 ? text.forecast.card.less : formatShare(share)
}

/** What a run that is over cost as a whole; 0 while it goes on, when shares would still change with each call. */
export function useWholeCost(runId: string | null): number {
  return useRun(runId, ({ view }) => (isOver(view.status) ? view.cost.microUsd : 0)) ?? 0
}
