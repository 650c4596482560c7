import { type ErrorInfo, userError } from '../../../../shared/errors.ts'
import type { ContractImplementer } from '../../handlers/implement-contract.ts'
import type { MonitoringParts } from '../../monitoring/monitoring-parts.ts'
import { isAlive } from '../../run/owners.ts'
import { listBackups } from '../../store/backups/backup-files.ts'
import type { DataFolder } from '../../store/open-data-folder.ts'
import { createBackups } from './create-backups.ts'
import { keepRegularBackups } from './regular-backups.ts'
import { watchDatabaseFile } from './watch-database-file.ts'

/** How backups stand, for who watches over the whole. */
export type BackupState = {
  isOn: boolean
  everyHours: number
  /** When the newest whole one was made; null: there is none. */
  lastBackupAt: number | null
  /** Why the last one could not be made, or was not whole. */
  lastError: ErrorInfo | null
  /** What is wrong with the database's file itself, such as that it is gone; null: nothing. */
  damage: string | null
}

/** Where backups are and the database is not, it was lost: a new one in its place must not pass for it. */
function lostDatabase({ isNew }: DataFolder, dataDir: string): ErrorInfo | null {
  if (!isNew || listBackups(dataDir).length === 0) return null
  return userError('store.was-missing', 'The database was missing or empty when Niti started, so a new one was made.', {
    hint: 'Restore a backup if your workflows are gone.',
  }).info
}

/** Copies of the database, by hand and by themselves, and the way back to one. */
export function openBackups(parts: MonitoringParts) {
  const { dataDir, clock, log, closing, restart, folder, queueStore, owner, stays } = parts
  const watch = watchDatabaseFile({ dataDir, log, onChange: () => backups.changes.tell() })
  const backups = createBackups({
    ...{
      dataDir,
      clock,
      log,
      closing,
      restart,
      failedBefore: folder.restoreFailed ?? lostDatabase(folder, dataDir),
      damage: watch.damage,
      restoredAt: folder.restored?.at ?? null,
    },
    othersOpen() {
      try {
        return queueStore.engines().filter((engine) => engine.owner !== owner && isAlive(engine.owner)).length
      } catch {
        // A database that cannot be read does not say who has it open. Whoever replaces it finds out by the lock.
        return 0
      }
    },
  })
  let regular: ReturnType<typeof keepRegularBackups> | null = null

  return {
    state: (): BackupState => backups.state(),

    handlers: (os: ContractImplementer) => ({
      backups: {
        list: os.backups.list.handler(() => backups.list()),
        settings: os.backups.settings.handler(() => backups.settings()),
        change: os.backups.change.handler(({ input }) => backups.change(input)),
        create: os.backups.create.handler(({ input }) => backups.create(input.why, input.to)),
        verify: os.backups.verify.handler(({ input }) => backups.verify(input.fileName)),
        remove: os.backups.remove.handler(({ input }) => backups.remove(input.fileName)),
        preview: os.backups.preview.handler(({ input }) => backups.preview(input.fileName)),
        restore: os.backups.restore.handler(({ input }) => backups.restore(input.fileName)),
        changes: os.backups.changes.handler(async function* ({ signal }) {
          yield* backups.changes.listen(signal)
        }),
      },
    }),

    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {
      const { restored, restoreFailed } = folder
      if (restored) log.info('a backup was restored', { from: restored.from })
      if (restoreFailed) log.warn('a backup was not restored', { reason: restoreFailed.message })
      if (!stays) return
      backups
        .tidy()
        .catch((thrown) => log.warn('half-written backups could not be removed', { reason: String(thrown) }))
      watch.open()
      regular = keepRegularBackups({
        closing,
        now: () => clock.now(),
        nextAt: backups.nextAt,
        make: backups.makeRegular,
      })
    },

    async close(): Promise<void> {
      watch.close()
      await regular?.ended()
    },
  }
}
