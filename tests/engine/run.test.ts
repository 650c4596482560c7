import { expect, test } from 'vitest'
import { nodeKey } from '../../shared/run/events.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

test('a chain hands values on and the run gives back what its last node made', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('start -> hello -> shout', {
    start: { type: 'manual', params: { inputs: [{ name: 'who', type: 'text' }] } },
    hello: { type: 'template', params: { text: 'Hello {{ inputs.who }}' } },
    shout: { type: 'template', params: { text: '{{ hello }}!' } },
  })
  const view = await runWorkflow(engine, workflow, { who: 'Ada' })
  expect(view).toMatchObject({ status: 'succeeded', outputs: { shout: 'Hello Ada!' } })
  expect(view.nodes.hello).toMatchObject({ status: 'succeeded', params: { text: 'Hello Ada' } })
})

test('a branch not taken is skipped with its reason, and a merge goes on with the other', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('start -> check, check:true -> yes -> both, check:false -> no -> both', {
    start: { type: 'manual' },
    check: { type: 'if', params: { left: 3, operator: 'greater', right: 2 } },
    both: { type: 'merge' },
  })
  const view = await runWorkflow(engine, workflow)
  expect(view.nodes.no).toMatchObject({ status: 'skipped', reason: 'Nothing came from `check`.' })
  expect(view.outputs).toEqual({ both: ['yes'] })
})

test('each runs its inner graph for every entry and keeps the order', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('list -> all', {
    list: { type: 'code', params: { code: 'return [3, 1, 2]' } },
    all: {
      type: 'each',
      params: { items: '{{ list }}', concurrency: 2 },
      graph: drawGraph('double -> text', {
        double: { type: 'code', params: { code: 'return item * 2' } },
        text: { type: 'template', params: { text: '{{ index }}:{{ double }} of {{ list.length }}' } },
      }),
    },
  })
  const view = await runWorkflow(engine, workflow)
  expect(view.outputs).toEqual({ all: ['0:6 of 3', '1:2 of 3', '2:4 of 3'] })
  expect(view.nodes.all?.iterations).toEqual({ total: 3, succeeded: 3, failed: 0 })
  expect(view.nodes[nodeKey('all#1', 'double')]).toMatchObject({ status: 'succeeded', scope: 'all#1' })
})

test('containers nest', async () => {
  const engine = await openTestEngine()
  const inner = drawGraph('cell', { cell: { type: 'template', params: { text: '{{ item }}' } } })
  const workflow = drawWorkflow('rows', {
    rows: {
      type: 'each',
      params: { items: '{{ [[1, 2], [3]] }}' },
      graph: drawGraph('cells', { cells: { type: 'each', params: { items: '{{ item }}' }, graph: inner } }),
    },
  })
  const view = await runWorkflow(engine, workflow)
  expect(view.outputs).toEqual({ rows: [['1', '2'], ['3']] })
  expect(view.nodes['rows#0/cells#1/cell']).toMatchObject({ status: 'succeeded', node: 'cell' })
})

test('a failing node fails the run, names itself, and what it fed is skipped', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('broken -> after', {
    broken: { type: 'parse-json', params: { text: '{ not json' } },
  })
  const view = await runWorkflow(engine, workflow)
  expect(view.status).toBe('failed')
  expect(view.error).toMatchObject({ kind: 'user', nodeId: 'broken' })
  expect(view.nodes.after).toMatchObject({ status: 'skipped', reason: 'It was not reached: `broken` failed.' })
})

test('a disabled node is skipped and so is what only it feeds', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('a -> b -> c', { b: { type: 'template', params: { text: 'b' }, disabled: true } })
  const view = await runWorkflow(engine, workflow)
  expect(view.nodes.b).toMatchObject({ status: 'skipped', reason: 'It is switched off.' })
  expect(view.nodes.c).toMatchObject({ status: 'skipped' })
  expect(view.status).toBe('succeeded')
})

test('a chain of 10,000 nodes runs through', async () => {
  const engine = await openTestEngine()
  const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`)
  const view = await runWorkflow(engine, drawWorkflow(names.join(' -> ')))
  expect(view.status).toBe('succeeded')
  expect(view.outputs).toEqual({ n9999: 'n9999' })
})

test('a value that does not exist is refused before anything runs, with its place', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('a', { a: { type: 'template', params: { text: 'Dear {{ sumary.text }}' } } })
  await expect(runWorkflow(engine, workflow)).rejects.toMatchObject({
    info: { code: 'expression.unknown-name', nodeId: 'a', field: 'params.text', position: 8 },
  })
  expect(await engine.client.runs.list({})).toEqual([])
})

test('what code prints is logged, also when it fails after', async () => {
  const engine = await openTestEngine()
  const code = "console.log('so far'); console.warn('hm'); throw new Error('no more')"
  const view = await runWorkflow(engine, drawWorkflow('work', { work: { type: 'code', params: { code } } }))
  expect(view.nodes.work?.logs).toMatchObject([
    { level: 'info', text: 'so far' },
    { level: 'warn', text: 'hm' },
  ])
  expect(view.error).toMatchObject({ kind: 'user', code: 'code.failed', message: /no more/ })
})

test('independent branches run at the same time', async () => {
  const engine = await openTestEngine()
  const wait = { type: 'code', params: { code: 'const end = Date.now() + 300; while (Date.now() < end); return 1' } }
  const view = await runWorkflow(engine, drawWorkflow('a, b', { a: wait, b: wait }))
  const started = [view.nodes.a?.startedAt ?? 0, view.nodes.b?.startedAt ?? 0]
  const durations = [view.nodes.a?.durationMs ?? 0, view.nodes.b?.durationMs ?? 0]
  // The second began before the first could have ended.
  expect(Math.max(...started)).toBeLessThan(Math.min(...started) + Math.min(...durations))
})

test('no more nodes than the workflow allows are under way at once', async () => {
  let atOnce = 0
  let most = 0
  const server = await startOpenAiServer({
    async respond() {
      most = Math.max(most, ++atOnce)
      await new Promise((resolve) => setTimeout(resolve, 30))
      atOnce--
      return { text: 'ok' }
    },
  })
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const names = Array.from({ length: 12 }, (_, index) => `n${index}`)
  const ask = { type: 'prompt', params: { prompt: 'Hi' } }
  const workflow = drawWorkflow(names.join(', '), Object.fromEntries(names.map((name) => [name, ask])))
  const view = await runWorkflow(engine, { ...workflow, settings: { concurrency: 3 } })
  expect(view.status).toBe('succeeded')
  expect(most).toBe(3)
  await server.close()
})
