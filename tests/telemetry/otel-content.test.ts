import { expect, test } from 'vitest'
import { drawAgent, openAgentEngine, writeAgent } from '../support/agent-runs.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startFileServer } from '../support/file-server.ts'
import { spanNamed, switchOn } from '../support/otel-kit.ts'
import { startOtlpReceiver } from '../support/otlp-receiver.ts'
import { runWorkflow } from '../support/test-engine.ts'
import { until } from '../support/trigger-engine.ts'
import { call, startRun, untilWaiting } from '../support/waiting-runs.ts'

/** A run in which all that people, models, tools and services say is marked, and a collector that got it. */
async function tell(sendsContent: boolean) {
  const receiver = await startOtlpReceiver()
  const { engine, model } = await openAgentEngine([
    { toolCalls: [{ name: 'run_code', arguments: { code: 'return "marked-tool-input".replace("input", "output")' } }] },
    { toolCalls: [{ name: 'run_code', arguments: { code: 'throw new Error("marked-tool-error")' } }] },
    { toolCalls: [{ name: 'marked_tool', arguments: { secret: 'marked-argument' } }] },
    { text: 'marked-reply' },
    { status: 400, body: { error: { message: 'Your text “marked-complaint” is refused.' } } },
  ])
  await engine.client.settings.change({ webhookPort: 0 })
  await switchOn(engine, receiver, { sendsContent, sendsMetrics: true, propagates: true })
  const site = await startFileServer({ '/page?q=marked-query': { status: 500, bytes: Buffer.from('marked-body') } })
  const ada = drawAgent(
    writeAgent({ model: model.model, instructions: 'marked-instructions', tools: [{ kind: 'code' }] }),
    { task: 'marked-task' },
  ).nodes.ada
  if (!ada) throw new Error('there is no agent')
  const goOn = { policy: { onError: 'value' as const } }
  const document = drawWorkflow('start -> ada -> note -> fetch -> bad -> wait -> asked -> all', {
    start: { type: 'manual', params: {} },
    ada,
    note: { type: 'code', params: { code: 'console.log("marked-log")\nreturn "marked-value"' } },
    fetch: {
      type: 'http-request',
      params: {
        ...{
          method: 'POST',
          url: `${site.url('/page')}#marked-fragment`,
          query: { q: 'marked-query' },
          allowPrivate: true,
        },
        ...{ headers: { 'x-note': 'marked-header' }, bodyType: 'text', body: 'marked-sent' },
      },
      ...goOn,
    },
    bad: { type: 'parse-json', params: { text: '{ "marked-json": ' }, ...goOn },
    wait: call(),
    asked: { type: 'prompt', params: { model: model.model, prompt: 'marked-prompt' }, ...goOn },
    all: {
      type: 'each',
      params: { items: ['marked-item'] },
      graph: drawWorkflow('say', { say: { type: 'template', params: { text: 'marked-text {{ item }}' } } }),
    },
  })
  const run = await startRun(engine, document)
  await untilWaiting(engine, run.runId)
  const url = await until('it has an address', async () => {
    const [open] = await engine.client.waits.list({ runId: run.runId })
    return open?.ask.kind === 'call' ? (open.ask.url ?? undefined) : undefined
  })
  expect((await fetch(url, { method: 'POST', body: 'marked-call' })).status).toBe(200)
  expect((await run.finished).status).toBe('succeeded')
  await receiver.runs(1)
  await engine.close()
  // Traces were sent, and metrics as the engine was closed.
  await until('both signals arrived', () => receiver.spans().length > 0 && receiver.points().length > 0)
  return { receiver, engine }
}

test('content stays here: of all that was said, asked and complained of, no byte leaves', async () => {
  const { receiver } = await tell(false)
  expect(receiver.everything().match(/.{0,80}marked[\w-]*/g)).toBeNull()
  const spans = receiver.spans()
  // What went wrong is said by its code.
  expect(spans.filter(({ status }) => status.code === 2).length).toBeGreaterThan(4)
  expect(spans.every(({ status }) => status.message === '')).toBe(true)
  expect(spanNamed(spans, 'POST').attributes['url.full']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/page$/)
})

test('where a person wants it, what was said goes along as the conventions have it', async () => {
  const { receiver } = await tell(true)
  const spans = receiver.spans()
  const [first, , , last] = spans.filter(({ name }) => name.startsWith('chat ')).map(({ attributes }) => attributes)
  const messages = JSON.parse(String(first?.['gen_ai.input.messages']))
  expect(messages).toMatchObject([
    { role: 'system', parts: [{ type: 'text', content: expect.stringContaining('marked-instructions') }] },
    { role: 'user', parts: [{ type: 'text', content: expect.stringContaining('marked-task') }] },
  ])
  expect(JSON.parse(String(last?.['gen_ai.output.messages']))).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'marked-reply' }], finish_reason: 'stop' },
  ])
  const [tool] = spans.filter(({ name }) => name === 'execute_tool run_code').map(({ attributes }) => attributes)
  expect(tool?.['gen_ai.tool.call.arguments']).toContain('marked-tool-input')
  expect(tool?.['gen_ai.tool.call.result']).toContain('marked-tool-output')
  expect(spanNamed(spans, 'POST').attributes['url.full']).toContain('marked-query')
})

test('a secret of the collector stands in no message of ours', async () => {
  const receiver = await startOtlpReceiver()
  const { engine } = await openAgentEngine([])
  const told: string[] = []
  await switchOn(engine, receiver, { headers: { 'x-api-key': 'canary-key-51aa' } })
  receiver.answerWith({ status: 400, body: { message: 'canary-key-51aa is not known' } })
  await runWorkflow(engine, drawWorkflow('say', { say: { type: 'template', params: { text: 'Hi.' } } }))
  await until('it was refused', async () => {
    const status = await engine.client.telemetry.status()
    told.push(JSON.stringify(status), JSON.stringify(await engine.client.telemetry.settings()))
    return status.traces.dropped === 1
  })
  expect(told.join('\n')).not.toContain('canary-key')
  expect(receiver.requests[0]?.headers['x-api-key']).toBe('canary-key-51aa')
})
