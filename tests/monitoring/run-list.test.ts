import { expect, test } from 'vitest'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { addWorkflow, echoWorkflow, foundIds, runOnce } from '../support/run-list-kit.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

test('runs are found by workflow, status, trigger, time, failing node and code, alone and together', async () => {
  const engine = await openTestEngine()
  const one = await addWorkflow(engine, echoWorkflow('One'))
  const two = await addWorkflow(engine, echoWorkflow('Two'))
  const good = await runOnce(engine, one, { say: 'hello' })
  const bad = await runOnce(engine, one, { say: 'break this' })
  const other = await runOnce(engine, two, { say: 'break that' })
  await runWorkflow(engine, drawWorkflow('a'))
  const [file] = await foundIds(engine, { trigger: 'cli' })
  expect(await foundIds(engine, {})).toEqual([file, other, bad, good])
  expect(await foundIds(engine, { workflowId: one })).toEqual([bad, good])
  expect(await foundIds(engine, { status: 'failed' })).toEqual([other, bad])
  expect(await foundIds(engine, { status: 'failed', workflowId: one })).toEqual([bad])
  expect(await foundIds(engine, { trigger: 'manual', status: 'succeeded' })).toEqual([good])
  expect(await foundIds(engine, { failedNode: 'echo' })).toEqual([other, bad])
  expect(await foundIds(engine, { failedNode: 'echo', workflowId: two })).toEqual([other])
  const code = (await engine.client.runs.get({ runId: bad })).run.error?.code ?? ''
  expect(await foundIds(engine, { errorCode: code })).toEqual([other, bad])
  expect(await foundIds(engine, { errorCode: code, failedNode: 'echo', status: 'failed' })).toEqual([other, bad])
  expect(await foundIds(engine, { failedNode: 'nowhere' })).toEqual([])
  const { startedAt } = (await engine.client.runs.get({ runId: bad })).run
  const before = await foundIds(engine, { to: startedAt })
  const after = await foundIds(engine, { from: startedAt })
  expect(before).not.toContain(bad)
  expect(after).toContain(bad)
  expect(new Set([...before, ...after]).size).toBe(4)
  expect(before.length + after.length).toBe(4)
})

test('places in the list stay where they are while new runs begin, and those are counted', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const first: string[] = []
  for (let index = 0; index < 23; index++) first.unshift(await runOnce(engine, workflowId, { say: `number ${index}` }))
  const opened = await engine.client.runs.find({ filter: {}, limit: 5 })
  expect(opened).toMatchObject({ total: 23, newest: first[0], newer: 0 })
  const later: string[] = []
  for (let index = 0; index < 3; index++) later.unshift(await runOnce(engine, workflowId, { say: 'later' }))
  const upTo = opened.newest ?? ''
  const pages = await Promise.all(
    [0, 5, 10, 15, 20, 25].map((offset) => engine.client.runs.find({ filter: {}, upTo, offset, limit: 5 })),
  )
  expect(pages.flatMap(({ runs }) => runs.map(({ runId }) => runId))).toEqual(first)
  for (const page of pages) expect(page).toMatchObject({ total: 23, newer: 3, newest: later[0] })
  expect(await engine.client.runs.find({ filter: {}, limit: 2 })).toMatchObject({ total: 26, newer: 0 })
  await expect(engine.client.runs.find({ filter: {}, upTo: 'run_nowhere' })).rejects.toThrow('There is no run')
})

test('an empty list has no newest run', async () => {
  const engine = await openTestEngine()
  expect(await engine.client.runs.find({ filter: { status: 'failed' } })).toEqual({
    ...{ runs: [], total: 0, newest: null, newer: 0, unread: 0 },
  })
})

test('a list keeps its name, and another with the same name takes its place', async () => {
  const engine = await openTestEngine()
  const first = await engine.client.runs.saveView({ name: ' Broken ', filter: { status: 'failed' } })
  expect(first).toMatchObject({ name: 'Broken', filter: { status: 'failed' } })
  const again = await engine.client.runs.saveView({ name: 'Broken', filter: { status: 'failed', words: 'cup' } })
  expect(again).toEqual({ ...first, filter: { status: 'failed', words: 'cup' } })
  await engine.client.runs.saveView({ name: 'all by hand', filter: { trigger: 'manual' } })
  expect((await engine.client.runs.views()).map(({ name }) => name)).toEqual(['all by hand', 'Broken'])
  await engine.client.runs.removeView({ viewId: first.viewId })
  expect((await engine.client.runs.views()).map(({ name }) => name)).toEqual(['all by hand'])
  await expect(engine.client.runs.removeView({ viewId: first.viewId })).rejects.toThrow('not saved any more')
})
