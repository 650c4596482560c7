import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** Runs as a list: found, filtered, given a name, and many handled at once. */
export function openRunList(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      runs: {
        find: os.runs.find.handler(toBeBuilt),
        findings: os.runs.findings.handler(toBeBuilt),
        rerunMany: os.runs.rerunMany.handler(toBeBuilt),
        cancelMany: os.runs.cancelMany.handler(toBeBuilt),
        removeMany: os.runs.removeMany.handler(toBeBuilt),
        count: os.runs.count.handler(toBeBuilt),
        views: os.runs.views.handler(toBeBuilt),
        saveView: os.runs.saveView.handler(toBeBuilt),
        removeView: os.runs.removeView.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
