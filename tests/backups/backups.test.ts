import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const quiet = { info() {}, warn() {}, error() {} }

/** What a database file holds of one table. */
function read<T>(path: string, sql: string): T {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    return db.prepare(sql).pluck().all() as T // what the caller asked for
  } finally {
    db.close()
  }
}

test('a backup is one whole file that only its owner reads, with what it holds beside it', async () => {
  const engine = await openTestEngine()
  await engine.client.workflows.import({ text: writeWorkflowFile(drawWorkflow('a -> b')) })
  await runWorkflow(engine, drawWorkflow('a -> b'))
  const before = Date.now()
  const made = await engine.client.backups.create({})
  expect(made).toMatchObject({
    why: 'by-hand',
    problem: null,
    counts: { workflows: 1, agents: 0, runs: 1, calls: 0, conversations: 0 },
  })
  expect(made.verifiedAt).toBeGreaterThanOrEqual(before)
  expect(made.fileName).toMatch(/^niti-\d{8}T\d{9}Z-by-hand-\d+\.db$/)
  expect(made.path).toBe(join(engine.dataDir, 'backups', made.fileName))
  expect(statSync(made.path).size).toBe(made.bytes)
  expect(statSync(made.path).mode & 0o777).toBe(0o600)
  expect(statSync(join(engine.dataDir, 'backups')).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(engine.dataDir, 'backups')).sort()).toEqual([made.fileName, `${made.fileName}.json`])
  expect(read<string[]>(made.path, 'PRAGMA journal_mode')).toEqual(['delete'])
  expect(read<string[]>(made.path, 'SELECT status FROM runs')).toEqual(['succeeded'])

  const { backups, lastError, underWay, folder, nextAt } = await engine.client.backups.list()
  expect(backups).toEqual([made])
  expect({ lastError, underWay, folder }).toEqual({
    ...{ lastError: null, underWay: null, folder: join(engine.dataDir, 'backups') },
  })
  expect(nextAt).toBe(made.at + 24 * 3_600_000)
})

test('one elsewhere is written once and is in no list; what exists stays', async () => {
  const engine = await openTestEngine()
  const to = join(temporaryFolder(), 'deep', 'copy.db')
  expect(await engine.client.backups.create({ to })).toMatchObject({ path: to, fileName: 'copy.db', problem: null })
  expect(readdirSync(join(to, '..'))).toEqual(['copy.db'])
  expect((await engine.client.backups.list()).backups).toEqual([])
  await expect(engine.client.backups.create({ to })).rejects.toMatchObject({ data: { code: 'backup.file-exists' } })
  await expect(engine.client.backups.create({ to: 'copy.db' })).rejects.toMatchObject({
    data: { code: 'backup.relative-path' },
  })
})

test('a backup that was damaged since is found out, and is neither taken for the last one nor gone back to', async () => {
  const engine = await openTestEngine({ log: quiet, restart: () => {} })
  const { fileName, path, bytes } = await engine.client.backups.create({})
  expect(await engine.client.backups.verify({ fileName })).toMatchObject({ problem: null, counts: { runs: 0 } })
  const file = readFileSync(path)
  // A page in its middle, its size as it was.
  file.fill(0xa5, Math.floor(bytes / 2 / 4096) * 4096, Math.floor(bytes / 2 / 4096) * 4096 + 4096)
  writeFileSync(path, file)
  const found = await engine.client.backups.verify({ fileName })
  expect(found).toMatchObject({ verifiedAt: null, problem: expect.stringMatching(/damaged|cannot be read/) })
  expect((await engine.client.backups.list()).backups).toEqual([found])
  const preview = await engine.client.backups.preview({ fileName })
  expect(preview).toMatchObject({ problem: { code: 'backup.not-whole' }, now: { runs: 0 } })
  await expect(engine.client.backups.restore({ fileName })).rejects.toMatchObject({
    data: { code: 'backup.not-whole' },
  })
  expect(readdirSync(engine.dataDir).filter((name) => name.includes('restor'))).toEqual([])

  truncateSync(path, 4096)
  expect((await engine.client.backups.list()).backups[0]).toMatchObject({ problem: expect.stringContaining('size') })
  await engine.client.backups.remove({ fileName })
  expect(readdirSync(join(engine.dataDir, 'backups'))).toEqual([])
  await expect(engine.client.backups.remove({ fileName })).rejects.toMatchObject({ data: { code: 'backup.not-found' } })
})

test('names are never paths', async () => {
  const engine = await openTestEngine()
  writeFileSync(join(engine.dataDir, 'niti.db.before-6-1700000000000'), 'a copy')
  mkdirSync(join(engine.dataDir, 'backups'))
  for (const fileName of [
    'niti.db',
    '../niti.db',
    './niti.db.before-6-1700000000000',
    '',
    'niti.lock',
    '..',
    '/etc/hosts',
  ]) {
    await expect(engine.client.backups.remove({ fileName })).rejects.toMatchObject({
      data: { code: 'backup.not-found' },
    })
  }
  expect(existsSync(join(engine.dataDir, 'niti.db'))).toBe(true)
  // Those of earlier versions are listed, and removed like others.
  const [old] = (await engine.client.backups.list()).backups
  expect(old).toMatchObject({
    at: 1_700_000_000_000,
    why: 'before-migration',
    verifiedAt: null,
    counts: null,
    bytes: 6,
  })
  await engine.client.backups.remove({ fileName: old?.fileName ?? '' })
  expect((await engine.client.backups.list()).backups).toEqual([])
})

test('settings outlive the engine, and a folder must be there', async () => {
  const engine = await openTestEngine()
  const folder = temporaryFolder()
  const { backups } = engine.client
  expect(await backups.settings()).toEqual({ isOn: true, everyHours: 24, keepDays: 14, keepWeeks: 8, folder: null })
  await backups.change({ folder, everyHours: 6 })
  const { path } = await backups.create({})
  expect(path.startsWith(folder)).toBe(true)
  await backups.change({ folder: null, isOn: false })
  const made = await backups.create({})
  // What lies in a folder of before is not listed; what lies in the own one always is.
  await backups.change({ folder })
  expect((await backups.list()).backups).toHaveLength(2)
  expect((await backups.list()).nextAt).toBeNull()
  for (const wrong of ['relative', join(folder, 'nowhere')]) {
    await expect(backups.change({ folder: wrong })).rejects.toMatchObject({ data: { kind: 'user', field: 'folder' } })
  }
  await engine.close()
  const next = await openTestEngine({ dataDir: engine.dataDir })
  expect(await next.client.backups.settings()).toMatchObject({ everyHours: 6, isOn: false, folder })
  expect((await next.client.backups.list()).backups.map((backup) => backup.path)).toContain(made.path)
})

test('what a program that was cut off left half written is removed at the next start', async () => {
  const engine = await openTestEngine()
  const { fileName } = await engine.client.backups.create({})
  await engine.close()
  const folder = join(engine.dataDir, 'backups')
  const left = ['niti-20260101T000000000Z-regular.partial', 'niti-20260101T000000000Z-regular.partial-journal']
  for (const name of [
    ...left,
    'niti-20260101T000000000Z-regular-19.db.json',
    `${fileName}.json.half`,
    'my notes.txt',
  ]) {
    writeFileSync(join(folder, name), '{}')
  }
  await openTestEngine({ dataDir: engine.dataDir })
  await expect.poll(() => readdirSync(folder).sort()).toEqual(['my notes.txt', fileName, `${fileName}.json`].sort())
})
