import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'

const watching = (params: object) =>
  drawWorkflow('file -> say', {
    file: { type: 'file-watch', params: { folder: 'inbox', settleSeconds: 0, ...params } },
    say: { type: 'template', params: { text: '{{ file.event }} {{ file.name }}' } },
  })

/** An engine that watches its `inbox`, and is known to: it has begun a run for a first file. */
async function openWatching(params: object = {}) {
  const engine = await openTestEngine()
  const inbox = join(engine.filesDir, 'inbox')
  mkdirSync(join(inbox, 'deep'), { recursive: true })
  writeFileSync(join(inbox, 'old.txt'), 'There before')
  const probe = await publish(engine, watching({ pattern: 'probe-*' }), 'Probe')
  const workflowId = await publish(engine, watching({ pattern: '**/*.txt', ...params }))
  await untilWatched(engine, inbox, probe)
  return { engine, inbox, workflowId }
}

/** The probe's folder is opened before or with the others; files are made until one is seen. */
async function untilWatched(engine: Engine, folder: string, probe: string): Promise<void> {
  let number = 0
  await until('the folder is watched', async () => {
    writeFileSync(join(folder, `probe-${number++}`), '')
    return (await engine.client.runs.list({ workflowId: probe })).length > 2
  })
}

test('a new file, a changed one and one that is gone each begin a run; what was there before does not', async () => {
  const { engine, inbox, workflowId } = await openWatching({ removed: true })
  writeFileSync(join(inbox, 'deep', 'new.txt'), 'New')
  const [added] = await runsOf(engine, workflowId, 1)
  expect(added?.nodes.file?.outputs?.out).toEqual({
    ...{ folder: inbox, event: 'added', path: join(inbox, 'deep', 'new.txt'), name: 'new.txt', bytes: 3 },
    time: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  writeFileSync(join(inbox, 'old.txt'), 'Changed now')
  const [, changed] = await runsOf(engine, workflowId, 2)
  expect(changed?.outputs.say).toBe('changed old.txt')
  rmSync(join(inbox, 'old.txt'))
  const [, , removed] = await runsOf(engine, workflowId, 3)
  expect(removed?.outputs.say).toBe('removed old.txt')
  expect(removed?.nodes.file?.outputs?.out).toMatchObject({ bytes: null })
  // What does not fit the pattern, or is hidden, is nobody's business.
  writeFileSync(join(inbox, 'image.png'), 'x')
  writeFileSync(join(inbox, '.hidden.txt'), 'x')
  writeFileSync(join(inbox, 'last.txt'), 'x')
  const [, , , last] = await runsOf(engine, workflowId, 4)
  expect(last?.outputs.say).toBe('added last.txt')
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ kind: 'file', lastRunId: last?.runId, error: null },
    summary: 'When a file that matches **/*.txt is added or changed or removed in inbox',
  })
})

test('a file counts once it is written to its end', async () => {
  const { engine, inbox, workflowId } = await openWatching({ settleSeconds: 1.5 })
  const path = join(inbox, 'slow.txt')
  writeFileSync(path, 'one ')
  // Written on, each time before it would have counted.
  for (const part of ['two ', 'three ', 'four']) {
    await new Promise((resolve) => setTimeout(resolve, 150))
    appendFileSync(path, part)
  }
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.nodes.file?.outputs?.out).toMatchObject({ event: 'added', bytes: 'one two three four'.length })
})

test('files that come together are one run, where that is wanted', async () => {
  const { engine, inbox, workflowId } = await openWatching({ together: true, settleSeconds: 0.3 })
  for (const name of ['a', 'b', 'c']) writeFileSync(join(inbox, `${name}.txt`), name)
  const [run] = await runsOf(engine, workflowId, 1)
  const payload = run?.nodes.file?.outputs?.out as { files: { name: string }[]; total: number } // as the node says
  expect(payload.total).toBe(3)
  expect(payload.files.map(({ name }) => name).sort()).toEqual(['a.txt', 'b.txt', 'c.txt'])
})

test('a folder that is not there is said at the trigger; once it is made, it is watched', async () => {
  const engine = await openTestEngine()
  const workflowId = await publish(engine, watching({ folder: 'later' }))
  const folder = join(engine.filesDir, 'later')
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error !== null)
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    error: `The folder ${folder} is not there. Make it, and it is watched.`,
  })
  mkdirSync(folder)
  await until('it is watched', async () => (await triggerOf(engine, workflowId)).error === null)
  let number = 0
  const writeUntil = (count: number) =>
    until('a run began', async () => {
      writeFileSync(join(folder, `file-${number++}.txt`), 'x')
      return (await engine.client.runs.list({ workflowId, limit: 200 })).length > count
    })
  await writeUntil(0)

  rmSync(folder, { recursive: true })
  await until('it is missed', async () => (await triggerOf(engine, workflowId)).error !== null)
  mkdirSync(folder)
  await until('it is watched again', async () => (await triggerOf(engine, workflowId)).error === null)
  await writeUntil((await engine.client.runs.list({ workflowId, limit: 200 })).length)
})

test('of two engines on one data folder one begins a run; switched off, none does', async () => {
  const { engine, inbox, workflowId } = await openWatching()
  const second = await openTestEngine({ dataDir: engine.dataDir, filesDir: engine.filesDir })
  writeFileSync(join(inbox, 'one.txt'), '1')
  await runsOf(second, workflowId, 1)
  await engine.client.triggers.setActive({ workflowId, active: false })
  writeFileSync(join(inbox, 'two.txt'), '2')
  await engine.client.triggers.setActive({ workflowId, active: true })
  await engine.close()
  const probe = (await second.client.workflows.list()).find(({ name }) => name === 'Probe')
  const before = (await second.client.runs.list({ workflowId: probe?.workflowId ?? '' })).length
  let number = 100
  await until('the other one watches', async () => {
    writeFileSync(join(inbox, `probe-${number++}`), '')
    return (await second.client.runs.list({ workflowId: probe?.workflowId ?? '', limit: 200 })).length > before + 2
  })
  writeFileSync(join(inbox, 'three.txt'), '3')
  const [, run] = await runsOf(second, workflowId, 2)
  expect(run?.outputs.say).toBe('added three.txt')
})
