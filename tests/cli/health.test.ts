import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { health as healthSchema } from '../../shared/contract/health.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

test('niti health says one line for each check and ends with 0', async () => {
  const { code, out, error } = await runNiti(temporaryFolder(), 'health')
  expect({ code, error }).toEqual({ code: 0, error: '' })
  expect(out).toMatch(/^ok +database +The database \(.+\) took a write in \d+ ms; not read from end to end so far\.\n/)
  expect(out).toMatch(/\noff +engine +No program that stays is open\.\n/)
  expect(out).toMatch(/\n\nEverything works\.\n$/)
})

test('as JSON it is what the contract says, also while the app is open, and tells of that', async () => {
  const app = await openTestEngine()
  const { code, out } = await runNiti(app.dataDir, 'health', '--json', '--now')
  expect(code).toBe(0)
  const health = healthSchema.parse(JSON.parse(out))
  expect(health.state).toBe('ok')
  const check = (name: string) => health.checks.find((one) => one.name === name)
  expect(check('engine')).toMatchObject({ state: 'ok', facts: { programs: 1 } })
  expect(check('database')).toMatchObject({ facts: { writable: true, intact: true } })
  // It leaves nothing behind that looks like a program that stays.
  await app.close()
  const left = new Database(join(app.dataDir, 'niti.db'), { readonly: true })
  expect(left.prepare('SELECT COUNT(*) AS n FROM program_beats').get()).toEqual({ n: 0 })
  left.close()
})

test('a data folder whose database cannot be opened is said in the same shape, with exit code 1', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(join(dataDir, 'niti.db'), 'this is no database, and long enough to be looked at as one. '.repeat(40))
  const { code, out, error } = await runNiti(dataDir, 'health', '--json')
  expect({ code, error }).toEqual({ code: 1, error: '' })
  const health = healthSchema.parse(JSON.parse(out))
  expect(health.state).toBe('bad')
  expect(health.checks[0]).toMatchObject({ name: 'database', state: 'bad', facts: { code: 'store.not-a-database' } })
  expect(health.checks.slice(1).every(({ state }) => state === 'off')).toBe(true)
  const inWords = await runNiti(dataDir, 'health')
  expect(inWords.code).toBe(1)
  expect(inWords.out).toMatch(/^bad +database .+ is not a Niti database or is damaged\.\n/)
  expect(inWords.out).toMatch(/\nSomething does not work\.\n$/)
})

test('a database from a newer program and a folder that is a file are said as well', async () => {
  const engine = await openTestEngine()
  await engine.close()
  const newer = new Database(join(engine.dataDir, 'niti.db'))
  newer.pragma('user_version = 999')
  newer.close()
  expect((await runNiti(engine.dataDir, 'health')).out).toContain('was written by a newer version of Niti')
  const folder = temporaryFolder()
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file')
  const { code, out } = await runNiti(join(folder, 'data'), 'health')
  rmSync(folder)
  mkdirSync(folder)
  expect(code).toBe(1)
  expect(out).toContain('The data folder cannot be used')
})

test('damage that nothing has read so far is found when asked to look closely', async () => {
  const engine = await openTestEngine()
  await engine.close()
  const file = join(engine.dataDir, 'niti.db')
  const db = new Database(file)
  db.pragma('journal_mode = DELETE')
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'ledger_by_agent'").pluck().get()
  db.close()
  const { openSync, writeSync, closeSync } = await import('node:fs')
  const bytes = openSync(file, 'r+')
  writeSync(bytes, Buffer.alloc(200, 0xaa), 0, 200, (Number(root) - 1) * 4096)
  closeSync(bytes)
  const { code, out } = await runNiti(engine.dataDir, 'health', '--now')
  expect(out).toMatch(/^bad +database +The database is damaged: /)
  expect(code).toBe(1)
})
