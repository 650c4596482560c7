import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const code = (text: string) => ({ type: 'code', params: { code: text } })

function sizeOf(engine: { dataDir: string }): number {
  const size = (file: string) => statSync(join(engine.dataDir, file), { throwIfNoEntry: false })?.size ?? 0
  return size('niti.db') + size('niti.db-wal')
}

function pragma(dataDir: string, name: string): unknown {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const value = db.pragma(name, { simple: true })
  db.close()
  return value
}

test('usage says what takes room: by part, by workflow, on the disk', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('make', { make: code("return Array.from({ length: 30000 }, (_, n) => 'entry ' + n)") })
  const settings = { retention: { days: 7 } }
  const text = writeWorkflowFile({ ...workflow, settings })
  const { workflowId } = await engine.client.workflows.import({ text })
  const { runId } = await engine.client.runs.start({ workflowId })
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  await runWorkflow(engine, drawWorkflow('a -> b'))
  const usage = await engine.client.storage.usage()
  expect(usage.path).toBe(join(engine.dataDir, 'niti.db'))
  expect(usage.fileBytes + usage.walBytes).toBe(sizeOf(engine))
  expect(usage.diskFreeBytes).toBeGreaterThan(0)
  expect(usage.lastCleanedAt).toBeNull()
  const parts = Object.fromEntries(usage.parts.map((part) => [part.part, part]))
  expect(parts.runs).toMatchObject({ count: 2 })
  expect(parts.values).toMatchObject({ count: 1 })
  expect(parts.values?.bytes).toBeGreaterThan(10_000)
  expect(parts.workflows).toMatchObject({ count: 1 })
  expect(parts.workflows?.bytes).toBeGreaterThanOrEqual(4 * 4_096)
  const [first, second] = usage.workflows
  expect(first).toMatchObject({ workflowId, name: 'Test', runs: 1, retention: { days: 7 } })
  expect(first?.bytes).toBeGreaterThan(parts.values?.bytes ?? 0)
  expect(second).toMatchObject({ workflowId: null, name: '', runs: 1, retention: null })
  await engine.client.storage.clean({ runs: 1 })
  expect((await engine.client.storage.usage()).workflows).toHaveLength(2)
})

test('compacting gives free room back to the disk', async () => {
  const engine = await openTestEngine({ resumeRuns: false })
  const make = (word: string) => code(`return Array.from({ length: 60000 }, (_, n) => '${word} ' + Math.sin(n))`)
  for (const word of ['a', 'b', 'c']) await runWorkflow(engine, drawWorkflow('make', { make: make(word) }))
  await engine.client.storage.clean({ runs: 1 })
  const before = await engine.client.storage.usage()
  expect(before.freeBytes).toBeGreaterThan(500_000)
  const { bytes } = await engine.client.storage.compact()
  expect(bytes).toBeGreaterThan(500_000)
  const after = await engine.client.storage.usage()
  expect(after).toMatchObject({ freeBytes: 0, walBytes: 0 })
  expect(pragma(engine.dataDir, 'integrity_check')).toBe('ok')
  expect(await engine.client.runs.list({})).toHaveLength(3)
})

test('a file made before it could shrink is written anew once', async () => {
  const engine = await openTestEngine()
  expect(pragma(engine.dataDir, 'auto_vacuum')).toBe(2)
  await engine.close()
  const db = new Database(join(engine.dataDir, 'niti.db'))
  db.pragma('auto_vacuum = NONE')
  db.exec('VACUUM')
  db.close()
  expect(pragma(engine.dataDir, 'auto_vacuum')).toBe(0)
  const next = await openTestEngine({ dataDir: engine.dataDir })
  await next.client.storage.compact()
  expect(pragma(engine.dataDir, 'auto_vacuum')).toBe(2)
})

test('backups are counted with what takes room', async () => {
  const engine = await openTestEngine()
  const former = 'niti.db.before-6-1700000000000'
  writeFileSync(join(engine.dataDir, former), 'a copy')
  const { fileName, bytes, at } = await engine.client.backups.create({})
  expect((await engine.client.storage.usage()).backups).toEqual([
    { fileName, bytes, at },
    { fileName: former, bytes: 6, at: 1_700_000_000_000 },
  ])
})

test('under a steady load the file stops growing by itself', { timeout: 60_000 }, async () => {
  const engine = await openTestEngine()
  const make = code("return Array.from({ length: 9000 }, (_, n) => inputs.round + ' ' + n)")
  const start = { type: 'manual', params: { inputs: [{ name: 'round', type: 'number' }] } }
  const workflow = { ...drawWorkflow('start -> make', { start, make }), settings: { retention: { runs: 5 } } }
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(workflow) })
  let round = 0
  async function load(runs: number): Promise<void> {
    for (let index = 0; index < runs; index++) {
      const { runId } = await engine.client.runs.start({ workflowId, inputs: { round: round++ } })
      for await (const _ of await engine.client.runs.watch({ runId })) void _
    }
    await settled(engine)
  }
  const settled = async (of: Engine) =>
    expect
      .poll(async () => (await of.client.storage.usage()).parts.find(({ part }) => part === 'runs')?.count, {
        timeout: 10_000,
      })
      .toBe(5)
  await load(80)
  const warm = sizeOf(engine)
  await load(320)
  expect(sizeOf(engine)).toBeLessThan(warm * 1.25)
  expect((await engine.client.storage.usage()).lastCleanedAt).not.toBeNull()
  expect(pragma(engine.dataDir, 'integrity_check')).toBe('ok')
})
