import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createBackups } from '../../electron/engine/storage/backups/create-backups.ts'
import { keepRegularBackups } from '../../electron/engine/storage/backups/regular-backups.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const hour = 3_600_000
const named = (name: string) => ({ text: writeWorkflowFile({ ...drawWorkflow('a -> b'), name }) })

/** The backups of a folder, as a program that stays has them, at a time of the test's own. */
function openBackups(dataDir: string, nowMs: { value: number }) {
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  const told: string[] = []
  const log = {
    info() {},
    warn: (message: string) => told.push(message),
    error: (message: string) => told.push(message),
  }
  const clock = { now: () => nowMs.value, sleep: () => new Promise<void>(() => {}) }
  const backups = createBackups({
    ...{ dataDir, clock, log, closing: closing.signal, othersOpen: () => 0 },
    ...{ restart: null, restoredAt: null, failedBefore: null, damage: () => null },
  })
  return { backups, told }
}

test('one is due at once where there is none, then every so many hours, and not where nothing changed', async () => {
  const engine = await openTestEngine({ resumeRuns: false })
  const now = { value: Date.UTC(2027, 0, 1) }
  const { backups } = openBackups(engine.dataDir, now)
  const list = () => backups.list().backups
  expect(backups.nextAt()).toBe(now.value)
  await backups.makeRegular()
  expect(list()).toMatchObject([{ why: 'regular', problem: null, at: now.value }])
  expect(backups.nextAt()).toBe(now.value + 24 * hour)
  expect(backups.state()).toMatchObject({ isOn: true, lastBackupAt: now.value, lastError: null })

  now.value += 24 * hour
  await backups.makeRegular()
  expect(list(), 'nothing changed').toHaveLength(1)
  // Looked at again an hour later, not each minute.
  expect(backups.nextAt()).toBe(now.value + hour)
  await engine.client.workflows.import(named('New'))
  now.value += hour
  await backups.makeRegular()
  expect(list()).toMatchObject([{ counts: { workflows: 1 } }, { counts: { workflows: 0 } }])
  // A setting counts as a change, too.
  await engine.client.settings.change({ theme: 'dark' })
  now.value += 24 * hour
  await backups.makeRegular()
  expect(list()).toHaveLength(3)
  backups.change({ isOn: false })
  expect(backups.nextAt()).toBeNull()
})

test('of two programs on a folder one makes it', async () => {
  const engine = await openTestEngine({ resumeRuns: false })
  const now = { value: Date.UTC(2027, 0, 1) }
  const both = [openBackups(engine.dataDir, now), openBackups(engine.dataDir, now)]
  await Promise.all(both.map(({ backups }) => backups.makeRegular()))
  expect(both[0]?.backups.list().backups).toHaveLength(1)
  expect(both.flatMap(({ told }) => told)).toEqual([])
})

test('what is past is let go of when the next one is made; what somebody made stays', async () => {
  const engine = await openTestEngine({ resumeRuns: false })
  const now = { value: Date.UTC(2027, 0, 1) }
  const { backups } = openBackups(engine.dataDir, now)
  backups.change({ everyHours: 1, keepDays: 2, keepWeeks: 1 })
  const byHand = await backups.create('by-hand')
  for (let round = 0; round < 5; round++) {
    now.value += 12 * hour
    await engine.client.workflows.import(named(`New ${round}`))
    await backups.makeRegular()
  }
  const kept = backups.list().backups
  expect(kept.map(({ at }) => (now.value - at) / hour)).toEqual([0, 12, 24, 60])
  expect(kept.at(-1)).toEqual(byHand)
})

test('it is begun soon after the start, and again later where it failed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const closing = new AbortController()
  const now = { value: 0 }
  let due: number | null = 0
  const made: number[] = []
  let fails = true
  const kept = keepRegularBackups({
    closing: closing.signal,
    now: () => now.value,
    nextAt: () => due,
    async make() {
      made.push(now.value)
      if (fails) throw new Error('no room')
      due = now.value + 24 * hour
    },
  })
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10_000) {
      now.value += 10_000
      await vi.advanceTimersByTimeAsync(10_000)
    }
  }
  await pass(20_000)
  expect(made).toEqual([])
  await pass(600_000)
  expect(made).toEqual([30_000])
  fails = false
  await pass(600_000)
  expect(made).toHaveLength(2)
  await pass(23 * hour)
  expect(made).toHaveLength(2)
  await pass(2 * hour)
  expect(made).toHaveLength(3)
  due = null
  await pass(30 * hour)
  closing.abort()
  await kept.ended()
  expect(made).toHaveLength(3)
})

/** A disk of a few megabytes; null where this machine does not let the test have one. */
function smallDisk(): string | null {
  const folder = temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => void execFileSync('umount', [folder]))
  return folder
}

test('a disk without room: said before anything is written, and the rest goes on', async ({ skip }) => {
  const disk = smallDisk()
  if (!disk) return skip('no tmpfs can be mounted here: it takes root')
  const engine = await openTestEngine({ log: { info() {}, warn() {}, error() {} } })
  const { backups } = engine.client
  const folder = join(disk, 'copies')
  mkdirSync(folder)
  await backups.change({ folder })
  writeFileSync(join(disk, 'filler'), Buffer.alloc(8 * 1024 * 1024))
  const refused = await backups.create({}).catch((thrown: { data: unknown }) => thrown.data)
  expect(refused).toMatchObject({ code: 'backup.no-room', message: expect.stringContaining(folder) })
  expect(readdirSync(folder)).toEqual([])
  const { lastError, underWay } = await backups.list()
  expect({ lastError, underWay }).toEqual({ lastError: refused, underWay: null })
  const disked = statfsSync(disk)
  expect(disked.bavail).toBeGreaterThan(0)
  await backups.change({ folder: null })
  expect(await backups.create({})).toMatchObject({ problem: null })
  expect((await backups.list()).lastError).toBeNull()
})

test('a disk that becomes full while it is written: said, and nothing half written is left', async ({ skip }) => {
  const disk = smallDisk()
  if (!disk) return skip('no tmpfs can be mounted here: it takes root')
  const engine = await openTestEngine()
  await runLarge(engine)
  const to = join(disk, 'copy.db')
  const writing = engine.client.backups.create({ to }).catch((thrown: { data: unknown }) => thrown.data)
  // Room enough when it began, none soon after.
  writeFileSync(join(disk, 'filler'), Buffer.alloc(statfsSync(disk).bavail * statfsSync(disk).bsize))
  expect(await writing).toMatchObject({ code: 'backup.no-room' })
  expect(readdirSync(disk)).toEqual(['filler'])
})

/** Some 2 MB. */
async function runLarge(engine: Awaited<ReturnType<typeof openTestEngine>>): Promise<void> {
  const big = {
    text: writeWorkflowFile(
      drawWorkflow('say', { say: { type: 'template', params: { text: '0123456789'.repeat(200_000) } } }),
    ),
  }
  await engine.client.workflows.import(big)
}
