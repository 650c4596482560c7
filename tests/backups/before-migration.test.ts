import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { writeBackupSettings } from '../../electron/engine/store/backups/backup-files.ts'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { first } from '../../electron/engine/store/migrations/0001-first.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

/** A data folder as the first version left it. */
function oldFolder(): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  db.pragma('journal_mode = WAL')
  first.up(db, 1_000)
  db.pragma('user_version = 1')
  db.close()
  return dataDir
}

function schemaOf(dataDir: string): unknown {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  try {
    return db.pragma('user_version', { simple: true })
  } finally {
    db.close()
  }
}

test('before its shape changes, a database is backed up and the backup read back', async () => {
  const dataDir = oldFolder()
  const engine = await openTestEngine({ dataDir })
  const { backups } = await engine.client.backups.list()
  expect(backups).toMatchObject([
    { why: 'before-migration', schema: 1, problem: null, verifiedAt: expect.any(Number), counts: { runs: 0 } },
  ])
  expect(schemaOf(dataDir)).toBe(migrations.length)
  await engine.close()
  await (await openTestEngine({ dataDir })).close()
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(2)
})

test('without a backup nothing is changed', async () => {
  const dataDir = oldFolder()
  writeFileSync(join(dataDir, 'backups'), 'a file where the folder should be')
  await expect(openTestEngine({ dataDir })).rejects.toMatchObject({
    info: {
      code: 'backup.no-folder',
      message: expect.stringContaining('must be backed up'),
      hint: expect.stringMatching(/^Nothing was changed/),
    },
  })
  expect(schemaOf(dataDir)).toBe(1)
  // Nobody comes by it another way.
  expect(() => openDatabase(dataDir, 1)).toThrow(/must be backed up/)
  expect(schemaOf(dataDir)).toBe(1)
})

test('where the chosen folder is not there, the one in the data folder is taken', async () => {
  const dataDir = oldFolder()
  const gone = join(temporaryFolder(), 'a file')
  writeFileSync(gone, '')
  writeBackupSettings(dataDir, { isOn: true, everyHours: 24, keepDays: 1, keepWeeks: 0, folder: join(gone, 'deeper') })
  const engine = await openTestEngine({ dataDir })
  expect((await engine.client.backups.list()).backups).toMatchObject([{ why: 'before-migration', problem: null }])
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(2)
})

test('a database that is not whole is not changed', async () => {
  const dataDir = oldFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  db.exec(`
    PRAGMA foreign_keys = OFF;
    INSERT INTO documents VALUES ('d', '{}');
    INSERT INTO workflow_edits VALUES ('wf_nowhere', 1, 1, '[]');`)
  db.close()
  await expect(openTestEngine({ dataDir })).rejects.toMatchObject({
    info: { code: 'backup.not-whole', message: expect.stringContaining('workflow_edits') },
  })
  expect(schemaOf(dataDir)).toBe(1)
})

test('an older backup that is restored goes through all that came since', async () => {
  const dataDir = oldFolder()
  const engine = await openTestEngine({ dataDir, restart: () => {} })
  const [old] = (await engine.client.backups.list()).backups
  await engine.client.backups.restore({ fileName: old?.fileName ?? '' })
  await engine.close()
  const next = await openTestEngine({ dataDir })
  expect(schemaOf(dataDir)).toBe(migrations.length)
  expect((await next.client.backups.list()).backups.map(({ why }) => why).sort()).toEqual([
    ...['before-migration', 'before-migration', 'before-restore'],
  ])
})
