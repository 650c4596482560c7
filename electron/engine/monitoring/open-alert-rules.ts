import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** When a person wants to be told, and what became of it. */
export function openAlertRules(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      alerts: {
        rules: os.alerts.rules.handler(toBeBuilt),
        create: os.alerts.create.handler(toBeBuilt),
        change: os.alerts.change.handler(toBeBuilt),
        remove: os.alerts.remove.handler(toBeBuilt),
        test: os.alerts.test.handler(toBeBuilt),
        incidents: os.alerts.incidents.handler(toBeBuilt),
        open: os.alerts.open.handler(toBeBuilt),
        acknowledge: os.alerts.acknowledge.handler(toBeBuilt),
        quietHours: os.alerts.quietHours.handler(toBeBuilt),
        setQuietHours: os.alerts.setQuietHours.handler(toBeBuilt),
        changes: os.alerts.changes.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
