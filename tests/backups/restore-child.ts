/** Orders a restore while late writes lie beside the database, carries out so many steps of it, and dies. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { findBackup } from '../../electron/engine/store/backups/backup-files.ts'
import { prepareRestore, restoreSteps } from '../../electron/engine/store/backups/restore-database.ts'
import { migrations } from '../../electron/engine/store/migrate.ts'

const [dataDir = '', fileName = '', steps = ''] = process.argv.slice(2)
const db = new Database(join(dataDir, 'niti.db'))
// As a program leaves it that was killed: what it wrote last stands in the log beside the file alone.
db.pragma('wal_autocheckpoint = 0')
db.prepare("UPDATE workflows SET updated_at = updated_at + 1 WHERE name = 'Second'").run()
const files = ['niti.db', 'niti.db-wal'].map((name) => ({
  path: join(dataDir, name),
  bytes: readFileSync(join(dataDir, name)),
}))
db.close()
for (const { path, bytes } of files) writeFileSync(path, bytes)
const backup = findBackup(dataDir, fileName)
const order = await prepareRestore({ dataDir, backup, newestSchema: migrations.length, nowMs: Date.now() })
for (const step of restoreSteps(dataDir, order).slice(0, Number(steps))) step()
process.kill(process.pid, 'SIGKILL')
