import { statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { listBackups } from './backups/backup-files.ts'
import { databaseFileName } from './database-file.ts'
import type { Db } from './open-database.ts'

/** Free pages left in the file for what comes next, and pages given back in one step: a few milliseconds. */
const pagesKept = 256
const pagesPerStep = 256
/** The log of late writes (WAL) is emptied when it is larger. It grows while somebody reads for long. */
const largeWalBytes = 32 * 1024 * 1024

/** The room the database takes on the disk. */
export function createFileRoom(db: Db, dataDir: string) {
  const path = join(dataDir, databaseFileName)
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number // these pragmas answer one number
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

  function emptyWal(): void {
    // Waits for nobody: whoever reads right now keeps it, and the next time comes.
    db.pragma('busy_timeout = 0')
    try {
      db.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      db.pragma('busy_timeout = 5000')
    }
  }

  return {
    path,

    sizes() {
      const disk = statfsSync(dataDir)
      return {
        fileBytes: sizeOf(path),
        walBytes: sizeOf(`${path}-wal`),
        freeBytes: pragma('freelist_count') * pragma('page_size'),
        diskFreeBytes: disk.bavail * disk.bsize,
      }
    },

    /** Gives free pages back to the disk, step by step, but for `keep` of them. */
    *shrink(keep = pagesKept): Generator<void> {
      if (pragma('auto_vacuum') !== 2) return
      for (let free = pragma('freelist_count'); free > keep; ) {
        db.pragma(`incremental_vacuum(${Math.min(pagesPerStep, free - keep)})`)
        yield
        const left = pragma('freelist_count')
        if (left >= free) return
        free = left
      }
    },

    emptyWal,

    emptyLargeWal(): void {
      if (sizeOf(`${path}-wal`) > largeWalBytes) emptyWal()
    },

    /** Writes the whole file anew where it cannot be shrunk step by step: one made before that was possible. */
    rewrite(): void {
      if (pragma('auto_vacuum') === 2) return
      db.pragma('auto_vacuum = INCREMENTAL')
      db.exec('VACUUM')
    },

    /** Backups of it, newest first. */
    backups: () => listBackups(dataDir).map(({ fileName, bytes, at }) => ({ fileName, bytes, at })),
  }
}

export type FileRoom = ReturnType<typeof createFileRoom>
