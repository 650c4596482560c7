import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** Whether everything works: the checks behind the light in the frame, `/health` and `niti health`. */
export function openHealth(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      health: {
        get: os.health.get.handler(toBeBuilt),
        watch: os.health.watch.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
