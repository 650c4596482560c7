import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { cutTextOf } from '../../shared/run/clip.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import { foldSpans } from '../../shared/run/spans.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawSpans } from '../shared/spans-kit.ts'
import { drawAgent, openAgentEngine, startAgent, writeAgent } from '../support/agent-runs.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { cutPower } from '../support/power-cut.ts'
import { spanProblems } from '../support/span-problems.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { createNoticeHost, untilEvent, untilOver } from '../support/waiting-runs.ts'

const code = (text: string) => ({ type: 'code', params: { code: text } })

/** Everything a run holds, nothing cut. */
async function exported(engine: Engine, runId: string): Promise<{ text: string; events: RunEvent[]; pieces: number }> {
  let text = ''
  let pieces = 0
  for await (const piece of await engine.client.runs.export({ runId, format: 'json' })) {
    text += piece.text
    pieces++
  }
  return { text, events: JSON.parse(text).events, pieces }
}

async function otlpText(engine: Engine, runId: string, withContent: boolean): Promise<string> {
  let text = ''
  for await (const piece of await engine.client.runs.export({ runId, format: 'otlp', withContent })) text += piece.text
  return text
}

async function runToEnd(engine: Engine, document: Parameters<typeof writeWorkflowFile>[0]): Promise<string> {
  const { runId, finished } = await engine.startFile({ text: writeWorkflowFile(document), inputs: {} })
  await finished
  return runId
}

/** A server that fails the first time. */
async function startShaky(): Promise<string> {
  let asked = 0
  const server = createServer((_, response) => {
    response.statusCode = asked++ === 0 ? 503 : 200
    response.end('"ok"')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/rows?token=very-secret-token` // it listens on TCP
}

test('a run with rounds, tries and requests is a tree of spans, and its log tells of them by level and node', async () => {
  const engine = await openTestEngine()
  const url = await startShaky()
  const fetching = { type: 'http-request', params: { url, allowPrivate: true } }
  const document = drawWorkflow('list -> each -> fetch', {
    list: code("console.debug('d'); console.info('i'); console.warn('w sk-abcdef0123456789'); return [1, 2]"),
    each: {
      type: 'each',
      params: { items: '{{ list }}' },
      graph: drawGraph('double', { double: code('return item * 2') }),
    },
    fetch: { ...fetching, policy: { retry: { count: 1, firstWaitMs: 20, on: 'temporary' } } },
  })
  const runId = await runToEnd(engine, document)
  const { events } = await exported(engine, runId)
  const spans = foldSpans(events)
  expect(spanProblems(spans)).toEqual([])
  expect(drawSpans(spans.filter(({ kind }) => kind !== 'queue'))).toEqual([
    ...['run Test', '  node list', '    attempt list', '  node each', '    attempt each'],
    ...['      round 1', '        node double', '          attempt double'],
    ...['      round 2', '        node double', '          attempt double'],
    ...[
      '  node fetch',
      '    attempt fetch (failed)',
      expect.stringMatching(/http-call GET 127.* \(failed\)/),
      '    wait',
    ],
    ...['    attempt fetch', expect.stringMatching(/http-call GET 127/)],
  ])

  const { logs } = engine.client.runs
  const warnings = await logs({ runId, level: 'warn' })
  expect(warnings.lines.map(({ level, node, text }) => `${level} ${node} ${text}`)).toEqual([
    'warn list w [hidden]',
    expect.stringMatching(/^warn fetch GET .*token=hidden → 503/),
    expect.stringMatching(/^warn fetch failed and is tried again/),
  ])
  const inside = await logs({ runId, node: 'each' })
  expect(new Set(inside.lines.map(({ node }) => node))).toEqual(new Set(['each', 'double']))
  expect((await logs({ runId, node: 'each#1/double' })).lines.map(({ scope }) => scope)).toEqual(['each#1', 'each#1'])

  const all = await logs({ runId })
  expect(all.lines).toHaveLength(events.length)
  const paged: number[] = []
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page = await logs({ runId, afterSeq, limit: 4 })
    paged.push(...page.lines.map(({ seq }) => seq))
    afterSeq = page.nextSeq
  }
  expect(paged).toEqual(all.lines.map(({ seq }) => seq))
  expect(JSON.stringify(all)).not.toMatch(/very-secret-token|abcdef0123456789/)
})

test('a run is exported whole, with values however large, in pieces that are not', async () => {
  const engine = await openTestEngine()
  const runId = await runToEnd(
    engine,
    drawWorkflow('list -> count', {
      list: code("return Array.from({ length: 40000 }, (_, n) => 'a row with an emoji 😀 ' + n)"),
      count: code('return list.length'),
    }),
  )
  const { text, events, pieces } = await exported(engine, runId)
  expect(pieces).toBeGreaterThan(15)
  expect(JSON.parse(text)).toMatchObject({
    format: 'niti-run',
    run: { runId, status: 'succeeded' },
    document: { name: 'Test' },
  })
  const list = events.find((event) => event.type === 'node-finished' && event.node === 'list')
  expect(list).toMatchObject({ outputs: { out: engine.viewOf(runId).nodes.list?.outputs?.out } })
  await expect(exported(engine, 'run_none')).rejects.toMatchObject({ data: { code: 'run.not-found' } })
})

test('an agent with tools is exported as traces; what was said goes along only when asked', async () => {
  const call = { name: 'run_code', arguments: { code: 'return 6 * 7' } }
  const { engine, model } = await openAgentEngine([{ toolCalls: [call] }, { text: 'It is forty-two.' }])
  const agent = writeAgent({ tools: [{ kind: 'code' }], model: model.model })
  const { runId } = await startAgent(engine, drawAgent(agent))
  await untilOver(engine, runId)
  const { events } = await exported(engine, runId)
  const spans = foldSpans(events)
  expect(spanProblems(spans)).toEqual([])
  expect(spans.reduce((sum, span) => sum + (span.call?.microUsd ?? 0), 0)).toBe(engine.viewOf(runId).cost.microUsd)

  const bare = JSON.parse(await otlpText(engine, runId, false))
  const names = bare.resourceSpans[0].scopeSpans[0].spans.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(['invoke_workflow Test', 'invoke_agent Ada', 'execute_tool run_code']))
  expect(names).toHaveLength(spans.length)
  expect(JSON.stringify(bare)).not.toMatch(/forty-two|return 6/)
  const told = JSON.parse(await otlpText(engine, runId, true))
  expect(told.resourceSpans[0].scopeSpans[0].spans).toHaveLength(spans.length)
  expect(JSON.stringify(told)).toMatch(/forty-two/)
  expect(JSON.stringify(told)).toMatch(/gen_ai\.tool\.call\.arguments.*return 6/)
})

test('a run that a power cut interrupted goes on in new tries, and its spans say when nothing ran', async () => {
  const { engine, model } = await openAgentEngine([
    { toolCalls: [{ name: 'run_code', arguments: { code: 'return 1' } }] },
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
  await untilOver(next, runId)
  const { events } = await exported(next, runId)
  const spans = foldSpans(events)
  expect(spanProblems(spans)).toEqual([])
  const drawn = drawSpans(spans.filter(({ kind }) => kind !== 'queue'))
  expect(drawn.filter((line) => line.includes('attempt ada'))).toEqual([
    '    attempt ada (interrupted)',
    '    attempt ada',
  ])
  expect(drawn.filter((line) => line.includes('agent Ada'))).toEqual([
    '      agent Ada (interrupted)',
    '      agent Ada',
  ])
  expect(drawn.filter((line) => line.includes('model-call'))).toEqual([
    expect.not.stringContaining('('),
    expect.stringContaining('(interrupted)'),
    expect.not.stringContaining('('),
  ])
  expect(spans.filter(({ wait }) => wait?.for === 'program')).toHaveLength(1)
  expect(spans.filter(({ endMs }) => endMs === null)).toEqual([])
})

test('a workflow inside a run has its nodes in its span', async () => {
  const engine = await openTestEngine()
  const inner = drawWorkflow('say', { say: { type: 'template', params: { text: 'hello' } } })
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile({ ...inner, name: 'Inner' }) })
  const params = { workflowId, inputs: {}, version: 'draft' }
  const runId = await runToEnd(engine, drawWorkflow('sub', { sub: { type: 'workflow', params } }))
  const { events } = await exported(engine, runId)
  expect(drawSpans(foldSpans(events).filter(({ kind }) => kind !== 'queue'))).toEqual([
    ...['run Test', '  node sub', '    attempt sub', '      subworkflow Inner'],
    ...['        node say', '          attempt say'],
  ])
})

test('a long text that was said is read on where the feed cut it, however it is stored', async () => {
  const call = { name: 'run_code', arguments: { code: "return Array.from({ length: 3000 }, (_, n) => 'row ' + n)" } }
  const answer = `Begin ${'word '.repeat(20_000)}end.`
  const { engine, model } = await openAgentEngine([{ toolCalls: [call] }, { text: answer }])
  const instructions = `You help. ${'Be kind. '.repeat(2_000)}`
  const { runId } = await startAgent(
    engine,
    drawAgent(writeAgent({ instructions, tools: [{ kind: 'code' }], model: model.model })),
  )
  await untilOver(engine, runId)
  const { events } = await exported(engine, runId)
  const view = engine.viewOf(runId).nodes.ada
  const last = view?.calls.at(-1)
  const tool = view?.toolCalls?.[0]
  if (!last || !tool) throw new Error('the agent asked a model and a tool')
  const at = { runId, scope: '', node: 'ada' }

  const readAll = async (where: { callId: string; turn?: number; message?: number }) => {
    let text = ''
    for (;;) {
      const page = await engine.client.runs.said({ ...at, ...where, offset: text.length, limit: 7_000 })
      text += page.text
      if (text.length >= page.characters) return text
    }
  }
  expect(await readAll({ callId: last.callId })).toBe(answer)
  const started = events.find((event) => event.type === 'model-call-started' && event.callId === last.callId)
  const messages = started?.type === 'model-call-started' ? started.messages : []
  expect(messages[0]?.content).toContain('Be kind.')
  expect(await readAll({ callId: last.callId, message: 0 })).toBe(messages[0]?.content)
  expect(await readAll({ callId: tool.callId, turn: tool.turn })).toContain('row 2999')

  // What the page is sent says how much there is, and where it goes on.
  const feed: RunEvent[] = []
  for await (const push of engine.watch(runId, 0)) feed.push(...push.events)
  const said = feed.find((event) => event.type === 'model-call-finished' && event.callId === last.callId)
  expect(cutTextOf(said?.type === 'model-call-finished' ? said.text : '')).toEqual({
    head: answer.slice(0, 8_000),
    characters: answer.length,
  })
  await expect(engine.client.runs.said({ ...at, callId: 'none' })).rejects.toMatchObject({
    data: { code: 'run.no-such-text' },
  })
})
