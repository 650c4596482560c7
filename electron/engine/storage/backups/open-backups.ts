import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { ContractImplementer } from '../../handlers/implement-contract.ts'
import type { MonitoringParts } from '../../monitoring/monitoring-parts.ts'

function toBeBuilt(): never {
  throw new Error('To be built.')
}

/** How backups stand, for who watches over the whole. */
export type BackupState = {
  isOn: boolean
  everyHours: number
  /** When the newest whole one was made; null: there is none. */
  lastBackupAt: number | null
  /** Why the last one could not be made, or was not whole; or what is wrong with the database's file itself. */
  lastError: ErrorInfo | null
  /** What is wrong with the database's file, such as that it is gone; null: nothing. */
  damage: string | null
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
    state: (): BackupState => ({ isOn: false, everyHours: 24, lastBackupAt: null, lastError: null, damage: null }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {},
  }
}
