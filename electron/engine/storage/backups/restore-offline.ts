import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Backup, RestorePreview } from '../../../../shared/contract/backups.ts'
import { findBackup, listBackups, removeBackup } from '../../store/backups/backup-files.ts'
import { dropOrder, prepareRestore } from '../../store/backups/restore-database.ts'
import { verifyBackup } from '../../store/backups/write-backup.ts'
import { claimFolder } from '../../store/folder-lock.store.ts'
import { migrations } from '../../store/migrate.ts'
import { carryOut, inUse } from '../../store/open-data-folder.ts'
import { previewRestore } from './preview-restore.ts'

/** Programs that are closing just now may take so long. */
const waitMs = 2_000

/**
 * Backups of a data folder whose database nobody has open, and which may be damaged beyond opening. `nameOrFile`: a name
 * of the list, or the path of a file anywhere.
 */
export function openBackupsOffline(dataDir: string) {
  function find(nameOrFile: string): Backup {
    const listed = listBackups(dataDir).find(({ fileName }) => fileName === nameOrFile)
    if (listed) return listed
    const file = statSync(nameOrFile, { throwIfNoEntry: false })
    if (!file?.isFile()) return findBackup(dataDir, nameOrFile)
    const unknown = { verifiedAt: null, problem: null, counts: null, schema: null }
    return {
      ...{ fileName: basename(nameOrFile), path: nameOrFile, at: file.mtimeMs, bytes: file.size, why: 'by-hand' },
      ...unknown,
    }
  }

  return {
    list: (): Backup[] => listBackups(dataDir),

    /** Reads one again and notes whether it is whole. */
    verify: (fileName: string, now: () => number): Promise<Backup> =>
      verifyBackup(findBackup(dataDir, fileName), { now }),

    remove: (fileName: string): void => removeBackup(findBackup(dataDir, fileName)),

    preview: (nameOrFile: string): Promise<RestorePreview> => previewRestore(dataDir, find(nameOrFile)),

    /**
     * Puts a backup in the place of the database. Refused while a program has the folder open. Answers the name under
     * which the database of before is kept; null where there was none.
     */
    async restore(nameOrFile: string, nowMs: number): Promise<{ kept: string | null }> {
      const backup = find(nameOrFile)
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      const lock = await claimFolder(dataDir, waitMs)
      if (!lock) throw inUse()
      try {
        const order = await prepareRestore({ dataDir, backup, newestSchema: migrations.length, nowMs })
        carryOut(dataDir, lock)
        return { kept: existsSync(join(dataDir, order.kept)) ? order.kept : null }
      } catch (thrown) {
        dropOrder(dataDir)
        throw thrown
      } finally {
        lock.release()
      }
    },
  }
}
