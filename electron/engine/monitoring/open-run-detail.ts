import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** One run in words and for other programs: its log, and its export. */
export function openRunDetail(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      runs: {
        logs: os.runs.logs.handler(toBeBuilt),
        export: os.runs.export.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
