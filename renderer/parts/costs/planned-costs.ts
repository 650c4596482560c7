import type { PlannedCost } from '../../../shared/contract/costs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { pathInDocument } from './node-paths.ts'

export type CanvasCost = { path: string[]; calls: number; microUsd: number | null }

/**
 * Planned costs by the nodes of this document, largest first; what happened inside a workflow that a node runs belongs to
 * that node, which is all the document holds of it.
 */
export function plannedOnCanvas(document: Workflow, planned: readonly PlannedCost[]): CanvasCost[] {
  const sums = new Map<string, CanvasCost>()
  for (const { nodePath, calls, microUsd } of planned) {
    const path = pathInDocument(document, nodePath.split('/'))
    const key = path.join('/')
    const sum = sums.get(key) ?? { path, calls: 0, microUsd: 0 }
    sums.set(key, {
      path,
      calls: sum.calls + calls,
      // Half a sum would look like the whole.
      microUsd: sum.microUsd === null || microUsd === null ? null : sum.microUsd + microUsd,
    })
  }
  return [...sums.values()].sort((a, b) => (b.microUsd ?? 0) - (a.microUsd ?? 0))
}
