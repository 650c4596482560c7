import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { ownerName } from '../../electron/engine/run/owners.ts'
import { longestChain } from '../../electron/engine/triggers/after-run.ts'
import { isJsonObject } from '../../shared/json.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'

const following = (params: object) =>
  drawWorkflow('before -> say', {
    before: { type: 'after-run', params: { ...params } },
    say: { type: 'template', params: { text: '{{ before.workflowName }} {{ before.status }}' } },
  })

const first = drawWorkflow('hello', { hello: { type: 'template', params: { text: 'Hello' } } })
const failing = drawWorkflow('hello', { hello: { type: 'parse-json', params: { text: 'no json' } } })

async function add(engine: Engine, document: Workflow, name: string): Promise<string> {
  const { workflowId } = await engine.client.workflows.create({ name })
  const edits = [{ kind: 'replace-document' as const, document: { ...document, name } }]
  await engine.client.workflows.edit({ workflowId, revision: 1, edits })
  return workflowId
}

async function run(engine: Engine, workflowId: string): Promise<string> {
  const { runId } = await engine.client.runs.start({ workflowId })
  for await (const _ of engine.watch(runId, 0)) void _
  return runId
}

function setKeeper(dataDir: string, { owner, engineId }: { owner: string; engineId: string }): void {
  const db = new Database(join(dataDir, 'niti.db'))
  db.prepare("INSERT OR REPLACE INTO trigger_keeper VALUES ('default', ?, ?)").run(owner, engineId)
  db.close()
}

test('the end of a run begins another, with what it gave', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  const next = await publish(engine, following({ workflow: one }), 'Next')
  const runId = await run(engine, one)
  const [follower] = await runsOf(engine, next, 1)
  expect(follower?.outputs.say).toBe('One succeeded')
  expect(follower?.nodes.before?.outputs?.out).toEqual({
    ...{ runId, workflowId: one, workflowName: 'One', status: 'succeeded', outputs: { hello: 'Hello' } },
    ...{ error: null, depth: 1 },
  })
  expect(await triggerOf(engine, next)).toMatchObject({
    ...{ kind: 'run', lastRunId: follower?.runId, summary: 'After a run of “One” succeeded' },
  })
  expect((await engine.client.runs.list({ workflowId: next }))[0]?.trigger).toBe('run')
})

test('a dry run begins nothing', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  const next = await publish(engine, following({ workflow: one }), 'Next')
  const { runId } = await engine.client.runs.start({ workflowId: one, dryRun: true })
  for await (const _ of engine.watch(runId, 0)) void _
  const real = await run(engine, one)
  const [follower] = await runsOf(engine, next, 1)
  expect(follower?.nodes.before?.outputs?.out).toMatchObject({ runId: real })
  expect(await engine.client.runs.list({ workflowId: next })).toHaveLength(1)
})

test('only the outcomes that are chosen, only the workflow that is named, or every other one', async () => {
  const engine = await openTestEngine()
  const good = await add(engine, first, 'Good')
  const bad = await add(engine, failing, 'Bad')
  const afterBad = await publish(engine, following({ workflow: 'Bad', succeeded: false, failed: true }), 'After bad')
  const afterAny = await publish(engine, following({ failed: true }), 'After any')
  await run(engine, good)
  const [byGood] = await runsOf(engine, afterAny, 1)
  expect(byGood?.outputs.say).toBe('Good succeeded')
  await run(engine, bad)
  const [byBad] = await runsOf(engine, afterBad, 1)
  expect(byBad?.nodes.before?.outputs?.out).toMatchObject({ error: { code: expect.any(String) }, outputs: {} })
  // After Good, after Bad, and after the run that followed on Bad.
  const any = await runsOf(engine, afterAny, 3)
  expect(any.map(({ outputs }) => outputs.say).sort()).toEqual(['After bad succeeded', 'Bad failed', 'Good succeeded'])
})

test('what ended before it was published, or while it was off, begins nothing', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  await run(engine, one)
  const next = await publish(engine, following({ workflow: 'One' }), 'Next')
  await engine.client.triggers.setActive({ workflowId: next, active: false })
  await run(engine, one)
  await engine.client.triggers.setActive({ workflowId: next, active: true })
  const runId = await run(engine, one)
  const [follower] = await runsOf(engine, next, 1)
  expect(follower?.nodes.before?.outputs?.out).toMatchObject({ runId })
})

test('a crash between the end of one and the start of the other loses nothing and doubles nothing', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  const next = await publish(engine, following({ workflow: 'One' }), 'Next')
  // Somebody else keeps watch and does nothing: as if this program stopped each time right after the run had ended.
  setKeeper(engine.dataDir, { owner: ownerName(), engineId: 'another' })
  const ended = [await run(engine, one), await run(engine, one)]
  expect(await engine.client.runs.list({ workflowId: next })).toEqual([])
  await engine.close()
  setKeeper(engine.dataDir, { owner: 'process 1 0', engineId: 'another' })
  const second = await openTestEngine({ dataDir: engine.dataDir })
  const runs = await runsOf(second, next, 2)
  const earlier = runs.map((one) => one.nodes.before?.outputs?.out).map((out) => isJsonObject(out) && out.runId)
  expect(earlier).toEqual(ended)
  await second.close()
  const third = await openTestEngine({ dataDir: engine.dataDir })
  const newest = await run(third, one)
  const all = await runsOf(third, next, 3)
  expect(all[2]?.nodes.before?.outputs?.out).toMatchObject({ runId: newest })
})

test('a power cut after the start: the run is taken up, not begun again', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  const next = await publish(engine, following({ workflow: 'One' }), 'Next')
  await run(engine, one)
  await runsOf(engine, next, 1)
  const left = temporaryFolder()
  for (const file of readdirSync(engine.dataDir)) copyFileSync(join(engine.dataDir, file), join(left, file))
  setKeeper(left, { owner: 'process 1 0', engineId: 'gone' })
  const after = await openTestEngine({ dataDir: left })
  await run(after, one)
  await runsOf(after, next, 2)
})

test('workflows that start each other in a circle are cut, in words', async () => {
  const engine = await openTestEngine()
  const ping = await add(engine, following({ workflow: 'Pong' }), 'Ping')
  await engine.client.workflows.publish({ workflowId: ping })
  const pong = await publish(engine, following({ workflow: 'Ping' }), 'Pong')
  await run(engine, ping)
  const error = await until(
    'it is cut',
    async () => (await triggerOf(engine, pong)).error ?? (await triggerOf(engine, ping)).error ?? undefined,
  )
  expect(error).toMatch(`${longestChain} runs in a row have begun one another`)
  await runsOf(engine, ping, 1 + longestChain / 2)
  await runsOf(engine, pong, longestChain / 2)
  // A new beginning is a new chain.
  await run(engine, ping)
  await runsOf(engine, ping, 2 + longestChain)
})

test('a run of another engine on the same folder is followed too', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  const next = await publish(engine, following({ workflow: 'One' }), 'Next')
  const other = await openTestEngine({ dataDir: engine.dataDir })
  await run(other, one)
  await runsOf(engine, next, 1)
})

test('ends that all have dealt with are not kept', async () => {
  const engine = await openTestEngine()
  const one = await add(engine, first, 'One')
  await run(engine, one)
  const next = await publish(engine, following({ workflow: 'One' }), 'Next')
  await run(engine, one)
  await runsOf(engine, next, 1)
  const db = new Database(join(engine.dataDir, 'niti.db'), { readonly: true })
  const count = () => db.prepare('SELECT COUNT(*) FROM run_endings').pluck().get()
  await until('they are gone', () => count() === 0)
  db.close()
})
