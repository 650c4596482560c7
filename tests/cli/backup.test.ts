import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Backup } from '../../shared/contract/backups.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

async function folderWith(...names: string[]): Promise<string> {
  const dataDir = temporaryFolder()
  await add(dataDir, ...names)
  return dataDir
}

async function add(dataDir: string, ...names: string[]): Promise<void> {
  const engine = await openTestEngine({ dataDir })
  for (const name of names) {
    await engine.client.workflows.import({ text: writeWorkflowFile({ ...drawWorkflow('a -> b'), name }) })
  }
  await engine.close()
}

async function namesIn(dataDir: string): Promise<string[]> {
  const { out } = await runNiti(dataDir, 'workflows', '--json')
  return (JSON.parse(out) as { name: string }[]).map(({ name }) => name).sort() // what the command promises to print
}

test('niti backup makes one, lists it, reads it again and removes it', async () => {
  const dataDir = await folderWith('First')
  expect((await runNiti(dataDir, 'backup', 'list')).out).toContain('There is no backup so far')
  const made = await runNiti(dataDir, 'backup')
  expect(made.code).toBe(0)
  expect(made.out).toMatch(
    /backups\/niti-\d{8}T\d{9}Z-by-hand-\d+\.db: [\d.]+ [KM]B, read back and whole: 1 workflow, 0 agents, 0 runs, 0 model calls, 0 conversations\.\n$/,
  )
  const [backup] = JSON.parse((await runNiti(dataDir, 'backup', 'list', '--json')).out) as Backup[] // as above
  const name = backup?.fileName ?? ''
  const table = (await runNiti(dataDir, 'backup', 'list')).out
  expect(table).toMatch(new RegExp(`${name} +\\d{4}-.* +by hand +[\\d.]+ [KM]B +whole +1 workflow`))
  expect(await runNiti(dataDir, 'backup', 'verify', name)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^It is whole: 1 workflow/),
  })
  writeFileSync(backup?.path ?? '', 'nothing')
  expect(await runNiti(dataDir, 'backup', 'verify', name)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^It is not whole\./),
  })
  expect(await runNiti(dataDir, 'backup', 'remove', name)).toMatchObject({ code: 0, out: `${name} is removed.\n` })
  expect(readdirSync(join(dataDir, 'backups'))).toEqual([])
  expect(await runNiti(dataDir, 'backup', 'remove', name)).toMatchObject({
    code: 2,
    error: expect.stringMatching(/There is no backup/),
  })
})

test('niti backup --to a file, from which niti restore goes back after the data folder is gone', async () => {
  const dataDir = await folderWith('First')
  const file = join(temporaryFolder(), 'mine.db')
  const made = JSON.parse((await runNiti(dataDir, 'backup', '--to', file, '--json')).out) as Backup // as above
  expect(made).toMatchObject({ path: file, problem: null, counts: { workflows: 1 } })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const fresh = temporaryFolder()
  const restored = await runNiti(fresh, 'restore', file, '--yes', '--json')
  expect(JSON.parse(restored.out)).toEqual({ restored: 'mine.db', kept: null })
  expect(await namesIn(fresh)).toEqual(['First'])
})

test('niti restore says what it replaces, does nothing unasked, and keeps the database of before', async () => {
  const dataDir = await folderWith('First')
  const { fileName } = JSON.parse((await runNiti(dataDir, 'backup', '--json')).out) as Backup // as above
  await add(dataDir, 'Second')
  const unasked = await runNiti(dataDir, 'restore', fileName)
  expect(unasked).toMatchObject({ code: 2, out: '' })
  expect(unasked.error).toContain('Nothing was restored')
  expect(unasked.error).toMatch(/by hand\) holds 1 workflow, .*\n.*which holds 2 workflows, .* and is kept/)
  expect(await namesIn(dataDir)).toEqual(['First', 'Second'])

  const done = await runNiti(dataDir, 'restore', fileName, '--yes')
  expect(done.code).toBe(0)
  const kept = /kept as (\S+):/.exec(done.out)?.[1] ?? ''
  expect(existsSync(join(dataDir, kept))).toBe(true)
  expect(await namesIn(dataDir)).toEqual(['First'])
  expect((await runNiti(dataDir, 'backup', 'list')).out).toMatch(
    new RegExp(`${kept} .*before a restore.* no .*2 workflows`),
  )
  await runNiti(dataDir, 'restore', kept, '--yes')
  expect(await namesIn(dataDir)).toEqual(['First', 'Second'])
})

test('a destroyed database is restored by niti restore, which needs no engine', async () => {
  const dataDir = await folderWith('First')
  const { fileName } = JSON.parse((await runNiti(dataDir, 'backup', '--json')).out) as Backup // as above
  writeFileSync(join(dataDir, 'niti.db'), Buffer.alloc(32 * 1024, 0x5a))
  const broken = await runNiti(dataDir, 'workflows')
  expect(broken).toMatchObject({ code: 2, out: '' })
  expect(broken.error).toMatch(/damaged.*niti restore/s)
  const done = await runNiti(dataDir, 'restore', fileName, '--yes')
  expect(done.error).toContain('cannot be read')
  expect(done.code).toBe(0)
  expect(await namesIn(dataDir)).toEqual(['First'])
})

test('with Niti open on the folder it refuses; a name nobody has, too', async () => {
  const dataDir = await folderWith('First')
  const { fileName, path } = JSON.parse((await runNiti(dataDir, 'backup', '--json')).out) as Backup // as above
  const open = await openTestEngine({ dataDir })
  const refused = await runNiti(dataDir, 'restore', fileName, '--yes')
  expect(refused).toMatchObject({ code: 2, out: '' })
  expect(refused.error).toMatch(/Another Niti program has this data folder open.*Close the app/s)
  await open.close()
  expect(await runNiti(dataDir, 'restore', 'nothing.db', '--yes')).toMatchObject({
    code: 2,
    error: expect.stringMatching(/There is no backup `nothing\.db`/),
  })
  copyFileSync(path, join(dataDir, 'elsewhere.db'))
  expect((await runNiti(dataDir, 'restore', join(dataDir, 'elsewhere.db'), '--yes')).code).toBe(0)
})
