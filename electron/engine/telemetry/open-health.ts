import type { ContractImplementer } from '../handlers/implement-contract.ts'
import type { MonitoringParts } from '../monitoring/monitoring-parts.ts'
import { createHealthStore } from '../store/health.store.ts'
import { createNamedSettingsStore } from '../store/named-settings.store.ts'
import type { BackupNews } from './health/check-backup.ts'
import { createClockWatch } from './health/clock-watch.ts'
import { createDatabaseFile } from './health/database-file.ts'
import { createHealthMonitor } from './health/health-monitor.ts'
import { createIntegrityKeeper } from './health/integrity-keeper.ts'
import { watchLoopLag } from './health/loop-lag.ts'
import { createMemoryKeeper } from './health/memory-keeper.ts'

type Late = {
  /** What is known of backups; null where none are made here. */
  backups(): BackupNews | null
  /** The port at which figures are shown to other programs; null: nothing listens. */
  listensAt(): number | null
}

/** Whether everything works: the checks behind the light in the frame, `/health` and `niti health`. */
export function openHealth(parts: MonitoringParts, late: Late) {
  const { db, dataDir, workspaceId, owner, version, stays, clock, log, http, committed, queue, providers } = parts
  const store = createHealthStore(db, workspaceId)
  const memory = createMemoryKeeper(createNamedSettingsStore(db, workspaceId), clock.now)
  const file = createDatabaseFile(dataDir)
  const integrity = createIntegrityKeeper({ path: file.path, clock, log, memory })
  const lag = stays ? watchLoopLag() : null
  const monitor = createHealthMonitor({
    ...{ owner, version, stays, clock, log, store, memory, file, integrity, lag, committed, queue, providers },
    clockWatch: createClockWatch(clock),
    serverTimes: http.serverTimes,
    connections: () => parts.services.connections.connections(),
    ...late,
  })
  return {
    handlers: (os: ContractImplementer) => ({
      health: {
        get: os.health.get.handler(({ input }) => (input.now ? monitor.lookClosely() : monitor.get())),
        watch: os.health.watch.handler(({ signal }) => monitor.watch(signal)),
      },
    }),
    ...{
      store,
      lag,
      databasePath: file.path,
      get: monitor.get,
      lookSoon: monitor.lookSoon,
      providerNews: monitor.providerNews,
    },
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open: monitor.open,
    close: monitor.close,
  }
}

export type HealthPart = ReturnType<typeof openHealth>
