import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** What other programs may see of Niti: OpenTelemetry, Prometheus, Sentry. All of it is off until it is switched on. */
export function openTelemetry(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      telemetry: {
        settings: os.telemetry.settings.handler(toBeBuilt),
        change: os.telemetry.change.handler(toBeBuilt),
        status: os.telemetry.status.handler(toBeBuilt),
        test: os.telemetry.test.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
