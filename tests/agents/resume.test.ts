import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawAgent, openAgentEngine, resultsIn, startAgent, writeAgent } from '../support/agent-runs.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, onlyWait, untilEvent, untilOver } from '../support/waiting-runs.ts'

const run = (code: string) => ({ name: 'run_code', arguments: { code } })

/** A server that counts what comes, and keeps the first request waiting. */
async function startShop() {
  const got: string[] = []
  const server = createServer((request, response) => {
    got.push(`${request.method} ${request.url}`)
    if (got.length > 1) response.end('"sold"')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return { server, got, url: `http://127.0.0.1:${port}/order` }
}

test('after a power cut in the middle of a model call only that one is asked again', async () => {
  const { engine, model } = await openAgentEngine([
    { toolCalls: [run('return 1')] },
    { text: 'I will never end this', stopAfter: { pieces: 1, by: 'hold' } },
    { text: 'One.' },
  ])
  const { runId } = await startAgent(engine, drawAgent(writeAgent({ tools: [{ kind: 'code' }], model: model.model })))
  await untilEvent(engine, runId, ({ type }) => type === 'tool-call-finished')
  while (model.requests.length < 2) await new Promise((resolve) => setImmediate(resolve))
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openTestEngine({ dataDir: left, host: createNoticeHost(), env: model.env })
  const view = await untilOver(next, runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ada: 'One.' } })
  expect(model.requests).toHaveLength(3)
  expect(resultsIn(model, 2)).toEqual(['{"value":1,"lines":[]}'])
  expect(eventsOf(left, 'agent-started')).toHaveLength(1)
  expect(eventsOf(left, 'tool-call-started')).toHaveLength(1)
})

test('after a power cut in the middle of a tool that must not be used twice, a person says what becomes of it', async () => {
  const { server, got, url } = await startShop()
  const { engine, model } = await openAgentEngine([
    { toolCalls: [{ name: 'order', arguments: { url } }, run('return 1')] },
    { text: 'Left it.' },
  ])
  const agent = writeAgent({ tools: [{ kind: 'code' }], model: model.model })
  const { nodes } = drawAgent(agent)
  const order = { type: 'http-request', title: 'Order', params: { url: '', method: 'POST', allowPrivate: true } }
  const document = drawWorkflow('ada:tools -> order', { ...nodes, order })
  const { runId } = await startAgent(engine, document)
  const question = await onlyWait(engine, runId)
  await engine.client.waits.answer({ waitId: question.waitId, choice: 'allow' })
  if (got.length === 0) await once(server, 'request')
  await untilEvent(engine, runId, ({ type }) => type === 'tool-call-finished')
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openTestEngine({ dataDir: left, host: createNoticeHost(), env: model.env })
  const wait = await onlyWait(next, runId)
  expect(wait.ask.kind === 'person' && wait.ask.title).toMatch(/“Order” .*was cut off/)
  await next.client.waits.answer({ waitId: wait.waitId, choice: 'fail' })
  const view = await untilOver(next, runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ada: 'Left it.' } })
  expect(got).toEqual(['POST /order'])
  expect(resultsIn(model, 1)[0]).toMatch(/Niti stopped while/)
  expect(resultsIn(model, 1)[1]).toBe('{"value":1,"lines":[]}')
  expect(model.requests).toHaveLength(2)
})

test('cancelled in the middle of a stream, the socket is closed and nothing goes on', async () => {
  const { engine, model } = await openAgentEngine([{ text: 'Once upon a time', stopAfter: { pieces: 1, by: 'hold' } }])
  const { runId } = await startAgent(engine, drawAgent(writeAgent({ model: model.model })))
  while (model.requests.length < 1) await new Promise((resolve) => setImmediate(resolve))
  engine.cancel(runId)
  const view = await untilOver(engine, runId)
  expect(view.status).toBe('cancelled')
  expect(view.nodes.ada?.status).toBe('cancelled')
})

test('the same agent, the same words: closed and opened between each two of its steps', async () => {
  const answers = [1, 2, 3].map((n) => ({ toolCalls: [run(`return ${n}`), run(`return ${n * 10}`)] }))
  const { engine, model } = await openAgentEngine([...answers, { text: 'All.' }])
  const agent = writeAgent({ tools: [{ kind: 'code' }], model: model.model })
  const first = await startAgent(engine, drawAgent(agent))
  let current = engine
  for (const turn of [0, 1, 2]) {
    await untilEvent(current, first.runId, (event) => event.type === 'tool-call-finished' && event.turn === turn)
    await current.close()
    current = await openTestEngine({ dataDir: engine.dataDir, host: createNoticeHost(), env: model.env })
  }
  const view = await untilOver(current, first.runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ada: 'All.' } })
  expect(view.nodes.ada?.toolCalls?.map(({ output }) => output)).toEqual(
    [1, 10, 2, 20, 3, 30].map((value) => `{"value":${value},"lines":[]}`),
  )
  expect(eventsOf(engine.dataDir, 'tool-call-started')).toHaveLength(6)
  const finished = eventsOf(engine.dataDir, 'model-call-finished')
  expect(finished).toHaveLength(4)
})

test('a rerun from a node before it asks everything anew', async () => {
  const { engine, model } = await openAgentEngine([
    { toolCalls: [run('return 1')] },
    { text: 'First.' },
    { toolCalls: [run('return 2')] },
    { text: 'Second.' },
  ])
  const agent = writeAgent({ tools: [{ kind: 'code' }], model: model.model })
  const text = writeWorkflowFile(drawAgent(agent))
  const { workflowId } = await engine.client.workflows.import({ text })
  const first = await engine.client.runs.start({ workflowId })
  expect((await untilOver(engine, first.runId)).outputs.ada).toBe('First.')
  const again = await engine.client.runs.rerun({ runId: first.runId, from: { kind: 'node', nodeId: 'ada' } })
  const view = await untilOver(engine, again.runId)
  expect(view.outputs.ada).toBe('Second.')
  expect(view.nodes['ada#0/run_code']?.outputs).toEqual({ out: { value: 2, lines: [] } })
})
