import type { ContractImplementer } from '../../handlers/implement-contract.ts'
import type { MonitoringParts } from '../../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** Copies of the database, by hand and by themselves, and the way back to one. */
export function openBackups(_parts: MonitoringParts) {
  return {
    handlers: (os: ContractImplementer) => ({
      backups: {
        list: os.backups.list.handler(toBeBuilt),
        settings: os.backups.settings.handler(toBeBuilt),
        change: os.backups.change.handler(toBeBuilt),
        create: os.backups.create.handler(toBeBuilt),
        verify: os.backups.verify.handler(toBeBuilt),
        remove: os.backups.remove.handler(toBeBuilt),
        preview: os.backups.preview.handler(toBeBuilt),
        restore: os.backups.restore.handler(toBeBuilt),
        changes: os.backups.changes.handler(toBeBuilt),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
