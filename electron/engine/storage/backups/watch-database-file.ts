import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../../../../shared/log.ts'
import { databaseFileName } from '../../store/database-file.ts'
import { readDatabaseHead } from '../../store/read-database-head.ts'

const lookEveryMs = 3_000
/** What each SQLite file begins with. */
const magic = 'SQLite format 3\0'

export type DatabaseWatch = {
  /** What is wrong with the file; null: nothing. Looks. */
  look(): string | null
  /** What the last looks found. */
  damage(): string | null
  open(): void
  close(): void
}

type Parts = { dataDir: string; log: Log; onChange(): void }

/**
 * Looks whether the database's file is still the one that was opened. SQLite itself does not notice when it is deleted or
 * replaced: what is written from then on would be gone with the program.
 */
export function watchDatabaseFile({ dataDir, log, onChange }: Parts): DatabaseWatch {
  const path = join(dataDir, databaseFileName)
  const opened = statSync(path, { throwIfNoEntry: false })?.ino
  let suspected: string | null = null
  let damage: string | null = null
  let timer: NodeJS.Timeout | undefined

  function find(): string | null {
    try {
      const now = statSync(path, { throwIfNoEntry: false })
      if (!now) return `The database file ${path} is gone.`
      if (now.ino !== opened) return `The database file ${path} was replaced by another one.`
      const head = readDatabaseHead(path)
      // One that was just made has its first page in the log of late writes alone.
      if (head.length === 0 && now.size === 0) return `The database file ${path} is empty.`
      if (head.toString('latin1', 0, magic.length) !== magic) return `The database file ${path} was overwritten.`
      // Sizes as the file format has them (https://www.sqlite.org/fileformat2.html): 1 stands for 65,536.
      const pageSize = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16)
      if (now.size < head.readUInt32BE(28) * pageSize) return `The database file ${path} was cut off.`
      return null
    } catch (thrown) {
      return `The database file ${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}).`
    }
  }

  /** Twice the same, or it was only seen while SQLite worked its late writes into it. */
  function look(): string | null {
    const found = find()
    if (found === suspected && found !== damage) {
      damage = found
      if (damage) log.error('the database is damaged', { problem: damage })
      onChange()
    }
    suspected = found
    return damage
  }

  return {
    look,
    damage: () => damage,
    open() {
      timer = setInterval(look, lookEveryMs)
      timer.unref()
    },
    close: () => clearInterval(timer),
  }
}
