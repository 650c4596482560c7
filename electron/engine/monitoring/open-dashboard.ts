import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** The dashboard: figures out of sums that are kept with the events. */
export function openDashboard(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      dashboard: {
        get: os.dashboard.get.handler(toBeBuilt),
        facets: os.dashboard.facets.handler(toBeBuilt),
        changes: os.dashboard.changes.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
