import { join } from 'node:path'
import type { Backup, RestorePreview } from '../../../../shared/contract/backups.ts'
import { type ErrorInfo, NitiError } from '../../../../shared/errors.ts'
import { inBackupThread } from '../../store/backups/backup-thread.ts'
import { checkRestorable } from '../../store/backups/restore-database.ts'
import { databaseFileName } from '../../store/database-file.ts'
import { migrations } from '../../store/migrate.ts'

/** What going back to a backup would do. Reads the backup through, so that damage is known before. */
export async function previewRestore(dataDir: string, backup: Backup): Promise<RestorePreview> {
  const [now, found] = await Promise.all([
    inBackupThread({ do: 'contents', path: join(dataDir, databaseFileName) }).catch(() => null),
    checkRestorable(backup, migrations.length).catch(toInfo),
  ])
  const isWhole = 'counts' in found
  return {
    backup: isWhole ? { ...backup, counts: found.counts, schema: found.schema } : backup,
    now: now?.contents?.counts ?? null,
    problem: isWhole ? null : found,
    runsUnderWay: now?.contents?.unfinishedRuns ?? 0,
    runsInBackup: isWhole ? found.unfinishedRuns : 0,
  }
}

function toInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof NitiError) return thrown.info
  throw thrown
}
