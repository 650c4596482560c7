import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { openBackupsOffline } from '../../electron/engine/engine.ts'
import { findBackup } from '../../electron/engine/store/backups/backup-files.ts'
import { prepareRestore, restoreOrder, restoreSteps } from '../../electron/engine/store/backups/restore-database.ts'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const named = (name: string) => ({ text: writeWorkflowFile({ ...drawWorkflow('a -> b'), name }) })

/** A folder with a backup that holds one workflow, and a database that holds two. */
async function folderWithBackup() {
  const engine = await openTestEngine()
  await engine.client.workflows.import(named('First'))
  const { fileName } = await engine.client.backups.create({})
  await engine.client.workflows.import(named('Second'))
  await engine.close()
  return { dataDir: engine.dataDir, fileName }
}

async function namesIn(dataDir: string): Promise<string[]> {
  const engine = await openTestEngine({ dataDir })
  const found = await engine.client.workflows.list()
  await engine.close()
  return found.map(({ name }) => name).sort()
}

const leftOvers = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => /restor|half|partial/.test(name) || /niti\.db.*-(wal|shm)$/.test(name))

test('under an open engine: it says what it replaces, is opened again, and the database of before is a backup', async () => {
  const restart = vi.fn<() => void>()
  const engine = await openTestEngine({ restart })
  const { backups, workflows } = engine.client
  await workflows.import(named('First'))
  const made = await backups.create({})
  await workflows.import(named('Second'))
  const { fileName } = made
  expect(await backups.preview({ fileName })).toEqual({
    backup: made,
    now: { ...made.counts, workflows: 2 },
    ...{ problem: null, runsUnderWay: 0, runsInBackup: 0 },
  })
  const { kept } = await backups.restore({ fileName })
  expect(kept).toMatch(/^niti\.db\.replaced-/)
  // Nothing changed so far.
  expect(await workflows.list()).toHaveLength(2)
  await expect(backups.restore({ fileName })).rejects.toMatchObject({ data: { code: 'backup.restoring' } })
  await vi.waitFor(() => expect(restart).toHaveBeenCalledOnce())
  await engine.close()

  const next = await openTestEngine({ dataDir: engine.dataDir, restart })
  expect((await next.client.workflows.list()).map(({ name }) => name)).toEqual(['First'])
  const [before, ...others] = (await next.client.backups.list()).backups
  expect(others).toEqual([made])
  expect(before).toMatchObject({
    ...{ fileName: kept, why: 'before-restore', problem: null, verifiedAt: null, schema: migrations.length },
    counts: { workflows: 2 },
  })
  // And back again.
  await next.client.backups.restore({ fileName: kept ?? '' })
  await next.close()
  expect(await namesIn(engine.dataDir)).toEqual(['First', 'Second'])
  expect(leftOvers(engine.dataDir)).toEqual([])
})

test('an engine that cannot open itself again restores nothing', async () => {
  const engine = await openTestEngine()
  const { fileName } = await engine.client.backups.create({})
  expect((await engine.client.backups.list()).canRestore).toBe(false)
  expect(await engine.client.backups.preview({ fileName })).toMatchObject({
    problem: { code: 'backup.cannot-restore' },
  })
  await expect(engine.client.backups.restore({ fileName })).rejects.toMatchObject({
    data: { code: 'backup.cannot-restore' },
  })
  expect(restoreOrder(engine.dataDir)).toBeNull()
})

test('cut off anywhere, the next start finishes it: whole, once, and with the database of before', {
  timeout: 120_000,
}, async () => {
  const { dataDir, fileName } = await folderWithBackup()
  const order = { from: '', at: 0, kept: '' }
  for (let done = 0; done <= restoreSteps(dataDir, order).length; done++) {
    const folder = temporaryFolder()
    for (const name of ['niti.db', `backups/${fileName}`, `backups/${fileName}.json`]) copyTo(dataDir, folder, name)
    await killAfter(folder, fileName, done)
    expect({ done, names: await namesIn(folder) }).toEqual({ done, names: ['First'] })
    const kept = readdirSync(folder).filter((name) => name.startsWith('niti.db.replaced-') && !name.endsWith('.json'))
    expect(kept).toHaveLength(1)
    expect(openBackupsOffline(folder).list()).toMatchObject([
      { fileName: kept[0], problem: null, counts: { workflows: 2 } },
      { fileName },
    ])
    expect(leftOvers(folder)).toEqual([])
  }
})

function copyTo(from: string, to: string, name: string): void {
  const folder = join(to, name, '..')
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(from, name), join(to, name))
}

/** A process that has the old database open with late writes beside it, and dies after so many steps. */
async function killAfter(dataDir: string, fileName: string, steps: number): Promise<void> {
  const script = join(import.meta.dirname, 'restore-child.ts')
  const child = spawn(process.execPath, [script, dataDir, fileName, String(steps)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = await new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)))
  expect(ended).toBe('SIGKILL')
}

test('an order that is half written means nothing', async () => {
  const { dataDir, fileName } = await folderWithBackup()
  writeFileSync(join(dataDir, 'restore.json.half'), '{"from":')
  writeFileSync(join(dataDir, 'niti.db.restoring.half'), 'half a database')
  expect(await namesIn(dataDir)).toEqual(['First', 'Second'])
  const engine = await openTestEngine({ dataDir, restart: () => {} })
  await engine.client.backups.restore({ fileName })
  await engine.close()
  expect(await namesIn(dataDir)).toEqual(['First'])
  expect(leftOvers(dataDir)).toEqual([])
})

test('offline: with nobody there it restores, with somebody there it refuses', async () => {
  const { dataDir, fileName } = await folderWithBackup()
  const offline = openBackupsOffline(dataDir)
  const open = await openTestEngine({ dataDir })
  await expect(offline.restore(fileName, Date.now())).rejects.toMatchObject({ info: { code: 'backup.in-use' } })
  expect(await open.client.workflows.list()).toHaveLength(2)
  await open.close()
  expect(await offline.preview(fileName)).toMatchObject({ now: { workflows: 2 }, backup: { counts: { workflows: 1 } } })
  const { kept } = await offline.restore(fileName, Date.now())
  expect(existsSync(join(dataDir, kept ?? ''))).toBe(true)
  expect(await namesIn(dataDir)).toEqual(['First'])
})

test('an order that another program keeps from being carried out is taken back, and said', async () => {
  const { dataDir, fileName } = await folderWithBackup()
  const other = await openTestEngine({ dataDir, resumeRuns: false })
  const backup = findBackup(dataDir, fileName)
  await prepareRestore({ dataDir, backup, newestSchema: migrations.length, nowMs: 1 })
  const engine = await openTestEngine({ dataDir, restart: () => {} })
  expect(await engine.client.workflows.list()).toHaveLength(2)
  expect((await engine.client.backups.list()).lastError).toMatchObject({ code: 'backup.in-use' })
  expect(leftOvers(dataDir).filter((name) => name.includes('restor'))).toEqual([])
  await other.close()
})

test.each([
  ['cut off', (path: string) => truncateSync(path, 4096)],
  ['emptied', (path: string) => truncateSync(path, 0)],
  ['overwritten', (path: string) => writeFileSync(path, Buffer.alloc(64 * 1024, 0x5a))],
])('a database that was %s cannot be opened, and is restored', async (how, destroy) => {
  const { dataDir, fileName } = await folderWithBackup()
  destroy(join(dataDir, 'niti.db'))
  const offline = openBackupsOffline(dataDir)
  expect(await offline.preview(fileName)).toMatchObject({ problem: null, now: how === 'emptied' ? { runs: 0 } : null })
  const left = readFileSync(join(dataDir, 'niti.db'))
  const { kept } = await offline.restore(fileName, Date.now())
  expect(readFileSync(join(dataDir, kept ?? ''))).toEqual(left)
  expect(offline.list()[0]).toMatchObject({ fileName: kept, problem: expect.stringContaining('cannot be read') })
  expect(await namesIn(dataDir)).toEqual(['First'])
})

test('a damaged database says how to go on', async () => {
  const { dataDir } = await folderWithBackup()
  writeFileSync(join(dataDir, 'niti.db'), Buffer.alloc(64 * 1024, 0x5a))
  await expect(openTestEngine({ dataDir })).rejects.toMatchObject({
    info: { code: 'store.not-a-database', hint: expect.stringContaining('niti restore') },
  })
  // Nobody is kept out by the one that failed.
  const [backup] = openBackupsOffline(dataDir).list()
  await openBackupsOffline(dataDir).restore(backup?.fileName ?? '', Date.now())
})

test('a file from anywhere, and one of a newer program, which is refused', async () => {
  const { dataDir, fileName } = await folderWithBackup()
  const file = join(temporaryFolder(), 'mine.db')
  copyFileSync(join(dataDir, 'backups', fileName), file)
  await openBackupsOffline(dataDir).restore(file, Date.now())
  expect(await namesIn(dataDir)).toEqual(['First'])
  const db = new Database(file)
  db.pragma(`user_version = ${migrations.length + 1}`)
  db.close()
  expect(await openBackupsOffline(dataDir).preview(file)).toMatchObject({ problem: { code: 'backup.newer' } })
  await expect(openBackupsOffline(dataDir).restore(file, Date.now())).rejects.toMatchObject({
    info: { code: 'backup.newer' },
  })
  const foreign = join(temporaryFolder(), 'other.db')
  const other = new Database(foreign)
  other.exec('CREATE TABLE notes (text TEXT)')
  other.close()
  await expect(openBackupsOffline(dataDir).restore(foreign, Date.now())).rejects.toMatchObject({
    info: { code: 'backup.not-whole', message: expect.stringContaining('not a database of Niti') },
  })
  expect(await namesIn(dataDir)).toEqual(['First'])
})

test('into an empty folder: nothing is kept, because nothing was there', async () => {
  const { dataDir, fileName } = await folderWithBackup()
  const fresh = join(temporaryFolder(), 'niti')
  expect(await openBackupsOffline(fresh).restore(join(dataDir, 'backups', fileName), Date.now())).toEqual({
    kept: null,
  })
  expect(await namesIn(fresh)).toEqual(['First'])
})
