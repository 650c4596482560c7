import type { Clock } from '../../../shared/clock.ts'
import type { Log } from '../../../shared/log.ts'
import type { RunChanges } from '../run/run-changes.ts'
import { createFileRoom } from '../store/file-room.store.ts'
import type { Db } from '../store/open-database.ts'
import type { SettingsStore } from '../store/settings.store.ts'
import { createStorageStore } from '../store/storage.store.ts'
import { createCompaction } from './compact.ts'
import { createRetention } from './retention.ts'
import { startUpkeep } from './upkeep.ts'
import { measureUsage } from './usage.ts'

type Parts = {
  db: Db
  dataDir: string
  workspaceId: string
  settings: SettingsStore
  changes: RunChanges
  clock: Clock
  log: Log
  closing: AbortSignal
}

/** What takes room in the data folder, and how it is given back, put together. */
export function openStorage({ db, dataDir, workspaceId, settings, changes, clock, log, closing }: Parts) {
  const store = createStorageStore(db)
  const room = createFileRoom(db, dataDir)
  const tidy = { workspaceId, store, room, closing }
  const retention = createRetention({ ...tidy, settings, clock, onCleared: (workflowId) => changes.tell(workflowId) })
  const compaction = createCompaction(room, closing)
  return {
    ...{ room, retention, compaction, usage: () => measureUsage(tidy) },
    /** For hosts that stay: keeps the file from growing. Answers what to wait for after `closing`. */
    keepTidy: () => startUpkeep({ retention, compaction, changes, log, closing }),
  }
}
