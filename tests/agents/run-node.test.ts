import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { answersHeard, withForeman } from '../support/foreman-node.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, onlyWait, untilOver, untilWaiting } from '../support/waiting-runs.ts'

type Work = { id: string; type: string; params: JsonObject; asks?: string }

const say = (id: string, text: string, more = {}): Work => ({ id, type: 'template', params: { text }, ...more })
const foreman = (works: Work[], more = {}) => ({ type: 'foreman', params: { works, ...more } })
const drawn = (works: Work[], more = {}, policy = {}) =>
  drawWorkflow('boss -> after', { boss: { ...foreman(works, more), ...policy } })

beforeEach(() => {
  answersHeard.length = 0
})

async function openEngine(more = {}) {
  return openTestEngine({ nodeTypes: withForeman, host: createNoticeHost(), ...more })
}

/** A server that counts what was posted; a held one answers nothing until it is let go. */
async function startServer(...held: boolean[]) {
  const got: { path: string; key: string | undefined }[] = []
  const server = createServer((request, response) => {
    const key = request.headers['idempotency-key']
    const hold = held[got.length]
    got.push({ path: request.url ?? '', key: Array.isArray(key) ? key.join() : key })
    if (!hold) response.end('"done"')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  const post = (path: string, more = {}): Work => ({
    id: 'post',
    type: 'http-request',
    params: { method: 'POST', url: `http://127.0.0.1:${port}/${path}`, allowPrivate: true, ...more },
  })
  return { server, got, post }
}

test('work is done in rounds of the node, and nothing in what it is given is evaluated', async () => {
  const engine = await openEngine()
  const works = [say('first', 'as it {{ 1 + 1 }} stands'), say('second', '{{ boss }}')]
  const view = await runWorkflow(engine, drawn(works))
  expect(view).toMatchObject({ status: 'succeeded', outputs: { after: 'after' } })
  expect(view.nodes.boss?.outputs).toEqual({ out: ['as it {{ 1 + 1 }} stands', '{{ boss }}'] })
  const started = eventsOf(engine.dataDir, 'node-started').flatMap((event) =>
    event.type === 'node-started' ? [[event.scope, event.node, event.params?.text]] : [],
  )
  expect(started).toContainEqual(['boss#0', 'first', 'as it {{ 1 + 1 }} stands'])
  expect(started).toContainEqual(['boss#1', 'second', '{{ boss }}'])
})

test('what goes wrong inside rejects the one piece of work: an unknown type, params that do not fit, a failure', async () => {
  const engine = await openEngine()
  const works = [
    { id: 'none', type: 'no-such-node', params: {} },
    { id: 'wrong', type: 'http-request', params: { url: 'http://localhost', method: 'DANCE' } },
    { id: 'empty', type: 'prompt', params: {} },
    { id: 'breaks', type: 'parse-json', params: { text: '{' } },
    say('good', 'good'),
  ]
  const view = await runWorkflow(engine, drawn(works, { atOnce: true }))
  expect(view.status).toBe('succeeded')
  expect(view.nodes.boss?.outputs).toEqual({
    out: [
      expect.stringMatching(/^node\.unknown-type: There is no node type `no-such-node`/),
      expect.stringMatching(/^node\.bad-params: `params\.method` of/),
      expect.stringMatching(/^node\.bad-params: `params\./),
      expect.stringMatching(/^parse-json\.broken: /),
      'good',
    ],
  })
})

test('work inside takes the one place there is, nested work too', async () => {
  const engine = await openEngine()
  const inner: Work = { id: 'deep', type: 'foreman', params: { works: [say('leaf', 'leaf')] } }
  const document = { ...drawn([inner, inner, say('own', 'own')], { atOnce: true }), settings: { concurrency: 1 } }
  const view = await runWorkflow(engine, document)
  expect(view.nodes.boss?.outputs).toEqual({ out: [['leaf'], ['leaf'], 'own'] })
})

test('a person is asked first; yes lets it run, no rejects with what was said', async () => {
  const engine = await openEngine()
  const { post, got } = await startServer()
  const works = [
    { ...post('one'), asks: 'Post one?' },
    { ...post('two'), asks: 'Post two?' },
  ]
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawn(works, { atOnce: true })), inputs: {} })
  const waits = await untilWaiting(engine, runId, 2)
  expect(got).toEqual([])
  expect(engine.viewOf(runId).nodes['boss#0/post']?.status).toBe('waiting')
  const answerOf = { 'Post one?': { choice: 'allow' }, 'Post two?': { choice: 'refuse', comment: 'not today' } }
  for (const { waitId, ask } of waits) {
    const answer = ask.kind === 'person' && answerOf[ask.title as keyof typeof answerOf] // these two are asked
    if (answer) await engine.client.waits.answer({ waitId, ...answer })
  }
  const view = await untilOver(engine, runId)
  expect(view.nodes.boss?.outputs?.out).toEqual([
    expect.objectContaining({ status: 200 }),
    'tool.refused: A person refused it: “not today”',
  ])
  expect(got.map(({ path }) => path)).toEqual(['/one'])
  expect(answersHeard.sort()).toEqual(['allow', 'refuse'])
})

test('a question outlives the program, its answer counts once, and what was done is not done again', async () => {
  const engine = await openEngine()
  const { post, got } = await startServer()
  const works = [post('before'), { ...post('after'), asks: 'Post it?' }]
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawn(works)), inputs: {} })
  const wait = await onlyWait(engine, runId)
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openEngine({ dataDir: left })
  expect(await next.client.waits.list({ runId })).toEqual([wait])
  await next.client.waits.answer({ waitId: wait.waitId, choice: 'allow' })
  const view = await untilOver(next, runId)
  expect(view.status).toBe('succeeded')
  expect(got.map(({ path }) => path)).toEqual(['/before', '/after'])
  expect(answersHeard).toEqual(['allow'])
  expect(eventsOf(left, 'node-interrupted')).toEqual([])
  expect(eventsOf(left, 'agent-said')).toHaveLength(2)
})

test('cut off in the middle, what can be repeated runs again under its key and with its yes', async () => {
  const engine = await openEngine()
  const { server, post, got } = await startServer(true)
  const works = [{ ...post('order', { idempotency: 'header' }), asks: 'Order?' }]
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawn(works)), inputs: {} })
  const { waitId } = await onlyWait(engine, runId)
  await engine.client.waits.answer({ waitId, choice: 'allow' })
  if (got.length === 0) await once(server, 'request')
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openEngine({ dataDir: left })
  expect((await untilOver(next, runId)).status).toBe('succeeded')
  expect(got).toHaveLength(2)
  expect(got[0]?.key).toMatch(/^[0-9a-f-]{36}$/)
  expect(got[1]?.key).toBe(got[0]?.key)
  expect(answersHeard).toEqual(['allow'])
  expect(eventsOf(left, 'wait-started')).toHaveLength(1)
})

test('cut off in the middle, what must not be done twice is a question', async () => {
  const engine = await openEngine()
  const { server, post, got } = await startServer(true)
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawn([post('order')])), inputs: {} })
  await once(server, 'request')
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openEngine({ dataDir: left })
  const wait = await onlyWait(next, runId)
  expect(wait).toMatchObject({ node: 'post', scope: 'boss#0', ask: { title: expect.stringContaining('was cut off') } })
  expect(got).toHaveLength(1)
  await next.client.waits.answer({ waitId: wait.waitId, choice: 'fail' })
  const view = await untilOver(next, runId)
  expect(view.nodes.boss?.outputs?.out).toEqual([expect.stringMatching(/^run\.interrupted-fail: /)])
  expect(got).toHaveLength(1)
})

test('a dry run leaves out what changes something outside, and asks nobody', async () => {
  const engine = await openEngine()
  const { post, got } = await startServer()
  const works = [post('one'), say('asked', 'asked', { asks: 'May it?' }), say('free', 'free')]
  const text = writeWorkflowFile(drawn(works))
  const { finished } = await engine.startFile({ text, inputs: {}, dryRun: true })
  const view = await finished
  expect(view.nodes.boss?.outputs?.out).toEqual([
    expect.stringMatching(/^node\.left-out: /),
    expect.stringMatching(/^node\.left-out: /),
    'free',
  ])
  expect(got).toEqual([])
})

test('tried again, the node has all its work done anew, under the same keys', async () => {
  const engine = await openEngine()
  const { post, got } = await startServer()
  const works = [post('order', { idempotency: 'header' }), { id: 'bad', type: 'parse-json', params: { text: '{' } }]
  const policy = { policy: { retry: { count: 1, firstWaitMs: 0, on: 'any' as const } } }
  const view = await runWorkflow(engine, drawn(works, { fails: true }, policy))
  expect(view.status).toBe('failed')
  expect(got).toHaveLength(2)
  expect(got[1]?.key).toBe(got[0]?.key)
})

test('cancelled, everything inside ends', async () => {
  const engine = await openEngine()
  const { server, post } = await startServer(true, true)
  const document = drawn([post('one'), post('two')], { atOnce: true })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(document), inputs: {} })
  await once(server, 'request')
  engine.cancel(runId)
  const view = await untilOver(engine, runId)
  expect(view.status).toBe('cancelled')
  expect(view.nodes.boss?.status).toBe('cancelled')
})
