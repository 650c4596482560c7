import { expect, test } from 'vitest'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { addWorkflow, ask, echoWorkflow, foundIds, runOnce, these } from '../support/run-list-kit.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const hold = drawWorkflow('hold', { hold: { type: 'wait', params: { mode: 'call' } } })

test('removed runs are gone for every list at once, with their words and values; their costs row and sums stay', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const runs: string[] = []
  for (let index = 0; index < 5; index++) runs.unshift(await runOnce(engine, workflowId, { say: `rose ${index}` }))
  expect(await foundIds(engine, { words: 'rose' })).toEqual(runs)
  const [newest = '', second = '', third = ''] = runs
  const told: (string | null)[] = []
  const stop = new AbortController()
  const listening = (async () => {
    for await (const change of await engine.client.runs.changes(undefined, { signal: stop.signal })) {
      told.push(change.workflowId)
    }
  })().catch(() => {})
  const { choice } = these(newest, third)
  expect(await engine.client.runs.count({ choice })).toEqual({ runs: 2 })
  expect(await engine.client.runs.removeMany({ choice })).toEqual({ done: 2, refused: [] })
  const left = runs.filter((runId) => runId !== newest && runId !== third)
  expect(await foundIds(engine, {})).toEqual(left)
  expect(await foundIds(engine, { words: 'rose' })).toEqual(left)
  expect(await foundIds(engine, { words: 'rose', workflowId })).toEqual(left)
  expect((await engine.client.runs.list({})).map(({ runId }) => runId)).toEqual(left)
  const [workflow] = await engine.client.workflows.list()
  expect(workflow?.lastRun?.runId).toBe(second)
  for (const ask of [
    engine.client.runs.get({ runId: newest }),
    engine.client.runs.findings({ runId: newest, words: 'rose' }),
    engine.client.runs.rerun({ runId: newest, from: { kind: 'failed' } }),
  ]) {
    await expect(ask).rejects.toMatchObject({ data: { code: 'run.removed' } })
  }
  await expect(engine.client.runs.watch({ runId: newest })).rejects.toMatchObject({ data: { code: 'run.removed' } })
  await expect.poll(() => ask(engine.dataDir, 'SELECT COUNT(DISTINCT event_key >> 24) FROM events')).toBe(3)
  expect(ask(engine.dataDir, 'SELECT COUNT(*) FROM runs')).toBe(5)
  await expect.poll(() => told).toContain(workflowId)
  stop.abort()
  await listening
  // An id said twice, or of one that is gone, is no reason to stop.
  const again = await engine.client.runs.removeMany({
    choice: { kind: 'these', runIds: [newest, newest, 'run_no', second] },
  })
  expect(again.done).toBe(1)
  expect(again.refused.map(({ error, count, runIds }) => [error.code, count, runIds])).toEqual([
    ['run.removed', 1, [newest]],
    ['run.not-found', 1, ['run_no']],
  ])
})

test('all that fit are removed but for those left out; what has not ended, or is needed, is left and said', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const waiting = await addWorkflow(engine, { ...hold, name: 'Hold' })
  for (let index = 0; index < 120; index++) void (await engine.client.runs.start({ workflowId, inputs: { say: 'x' } }))
  const { runId: held } = await engine.client.runs.start({ workflowId: waiting })
  await expect.poll(async () => (await foundIds(engine, { status: 'succeeded' })).length).toBeGreaterThan(49)
  await expect
    .poll(async () => (await engine.client.runs.find({ filter: { status: 'succeeded' } })).total, { timeout: 10_000 })
    .toBe(120)
  const { newest, runs } = await engine.client.runs.find({ filter: {} })
  const except = runs.slice(10, 13).map(({ runId }) => runId)
  const later = await runOnce(engine, workflowId, { say: 'later' })
  const choice = { kind: 'all' as const, filter: {}, upTo: newest ?? '', except }
  expect(await engine.client.runs.count({ choice })).toEqual({ runs: 118 })
  const outcome = await engine.client.runs.removeMany({ choice })
  expect(outcome.done).toBe(117)
  expect(outcome.refused).toMatchObject([{ error: { code: 'run.not-over' }, count: 1, runIds: [held] }])
  expect(await foundIds(engine, {})).toEqual([later, held, ...except])
  // It is stopped first, then removed.
  const both = these(held, later)
  const stopped = await engine.client.runs.cancelMany(both)
  expect(stopped).toMatchObject({ done: 1, refused: [{ error: { code: 'run.over' }, runIds: [later] }] })
  await expect.poll(async () => (await engine.client.runs.get({ runId: held })).run.status).toBe('cancelled')
  expect(await engine.client.runs.removeMany(both)).toEqual({ done: 2, refused: [] })
})

test('a run whose work another takes up is not removed until that has ended', async () => {
  const engine = await openTestEngine()
  const document = drawWorkflow('say -> hold', {
    say: { type: 'template', params: { text: 'a' } },
    hold: hold.nodes.hold ?? { type: 'wait' },
  })
  const workflowId = await addWorkflow(engine, { ...document, name: 'Slow' })
  const { runId } = await engine.client.runs.start({ workflowId })
  await engine.client.runs.cancel({ runId })
  await expect.poll(async () => (await engine.client.runs.get({ runId })).run.status).toBe('cancelled')
  const next = await engine.client.runs.rerun({ runId, from: { kind: 'failed' } })
  const { choice } = these(runId)
  expect(await engine.client.runs.removeMany({ choice })).toMatchObject({
    ...{ done: 0, refused: [{ error: { code: 'run.needed' }, runIds: [runId] }] },
  })
  await engine.client.runs.cancel(next)
  await expect.poll(async () => (await engine.client.runs.removeMany({ choice })).done).toBe(1)
})

test('many are run again: failed ones from where they ended, others from their start; what cannot be is said', async () => {
  const engine = await openTestEngine()
  const workflowId = await addWorkflow(engine, echoWorkflow('One'))
  const good = await runOnce(engine, workflowId, { say: 'hello' })
  const bad = await runOnce(engine, workflowId, { say: 'break it' })
  const two = await addWorkflow(engine, echoWorkflow('Two'))
  const cleared = await runOnce(engine, two, { say: 'old' })
  await runOnce(engine, two, { say: 'new' })
  await runWorkflow(engine, drawWorkflow('a'))
  const [file = ''] = await foundIds(engine, { trigger: 'cli' })
  await engine.client.storage.clean({ runs: 1, workflowId: two })
  const outcome = await engine.client.runs.rerunMany({
    choice: { kind: 'these', runIds: [good, bad, cleared, file, 'run_no'] },
  })
  expect(outcome.done).toBe(2)
  expect(outcome.refused.map(({ error, runIds }) => [error.code, runIds])).toEqual(
    expect.arrayContaining([
      ['run.cleared', [cleared]],
      ['run.no-workflow', [file]],
      ['run.not-found', ['run_no']],
    ]),
  )
  await expect.poll(() => foundIds(engine, { workflowId })).toHaveLength(4)
  await expect.poll(() => foundIds(engine, { workflowId, status: 'succeeded' })).toHaveLength(2)
  await expect.poll(() => foundIds(engine, { workflowId, status: 'failed' })).toHaveLength(2)
  expect(await foundIds(engine, { words: 'hello' })).toHaveLength(2)
})

test('what a program that ends with its command removed is cleared before it ends', async () => {
  const dataDir = temporaryFolder()
  const first = await openTestEngine({ dataDir })
  const workflowId = await addWorkflow(first, echoWorkflow('One'))
  const runId = await runOnce(first, workflowId, { say: 'hello' })
  await first.close()
  const second = await openTestEngine({ dataDir, resumeRuns: false })
  expect(await second.client.runs.removeMany({ choice: { kind: 'these', runIds: [runId] } })).toEqual({
    done: 1,
    refused: [],
  })
  expect(ask(dataDir, 'SELECT COUNT(*) FROM events')).toBe(0)
})
