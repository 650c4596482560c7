import { type Stats, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { databaseFileName } from '../../store/database-file.ts'
import { readDatabaseHead } from '../../store/read-database-head.ts'
import type { FileFound } from './check-database.ts'

const magic = Buffer.from('SQLite format 3\0')

type Seen = { db: string; isEmpty: boolean; wal: string | null; dbChange: string; walChange: string }

/**
 * Looks, without a query, whether the database is still the file that was opened: SQLite goes on with a file that was
 * taken away or replaced under it, and everything written then is lost.
 */
export function createDatabaseFile(dataDir: string) {
  const path = join(dataDir, databaseFileName)
  let first: Seen | null = null
  let last: Seen | null = null
  let shortLooks = 0

  function look(): FileFound & { isSuspicious: boolean } {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats) return { path, bytes: 0, problem: `The database file is gone: ${path}.`, isSuspicious: false }
    const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })
    const seen: Seen = {
      db: identityOf(stats),
      isEmpty: stats.size === 0,
      wal: wal ? identityOf(wal) : null,
      dbChange: `${stats.mtimeMs} ${stats.size}`,
      walChange: wal ? `${wal.mtimeMs} ${wal.size}` : '',
    }
    // The log is made with the first write.
    const isEmpty = (first ?? seen).isEmpty && seen.isEmpty
    first = { ...(first ?? seen), wal: first?.wal ?? seen.wal, isEmpty }
    // SQLite changes the file only when it works the log of late writes into it, and that changes too.
    const isSuspicious = last !== null && last.dbChange !== seen.dbChange && last.walChange === seen.walChange
    last = seen
    return { path, bytes: stats.size + (wal?.size ?? 0), problem: problemOf(seen, stats), isSuspicious }
  }

  function problemOf(seen: Seen, stats: Stats): string | null {
    if (seen.db !== first?.db) return `Another file lies in the place of the database: ${path}.`
    if (first.wal !== null && seen.wal !== first.wal) {
      return `The newest writes were taken away from under the database: ${path}-wal is not the file that was opened.`
    }
    // One that was just made may have all it holds in the log of late writes.
    if (stats.size === 0 && first.isEmpty) return null
    const header = readDatabaseHead(path)
    if (header.length < 100 || !header.subarray(0, magic.length).equals(magic))
      return `The database file is damaged from its first bytes on: ${path}.`
    // While the log is worked in, the number of pages may be ahead of the file for a moment.
    shortLooks = isShort(header, stats.size) ? shortLooks + 1 : 0
    return shortLooks >= 2 ? `The database file is shorter than it should be: ${path}.` : null
  }

  return {
    path,
    look,
    room(): { freeBytes: number; totalBytes: number } {
      const disk = statfsSync(dataDir)
      return { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize }
    },
  }
}

export type DatabaseFile = ReturnType<typeof createDatabaseFile>

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`
}

/** https://www.sqlite.org/fileformat.html#the_database_header: page size at 16, pages at 28, which count where 24 and 92 agree. */
function isShort(header: Buffer, bytes: number): boolean {
  const stated = header.readUInt16BE(16)
  const pageBytes = stated === 1 ? 65_536 : stated
  if (header.readUInt32BE(24) !== header.readUInt32BE(92)) return false
  return bytes < pageBytes * header.readUInt32BE(28)
}
