import { expect, test } from 'vitest'
import { z } from 'zod'
import type { RunEvent } from '../../shared/run/events.ts'
import { type OtlpRun, otlpOf } from '../../shared/run/otlp.ts'
import { collectContents } from '../../shared/run/otlp-content.ts'
import type { OtlpValue } from '../../shared/run/otlp-value.ts'
import { foldSpans } from '../../shared/run/spans.ts'
import { logOf, say } from './spans-kit.ts'

/** OTLP's JSON form as its definition has it (opentelemetry-proto 1.9): whatever stands beside these fields is wrong. */
const anyValue: z.ZodType<OtlpValue> = z.lazy(() =>
  z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
    z.strictObject({ doubleValue: z.number() }),
    z.strictObject({ arrayValue: z.strictObject({ values: z.array(anyValue) }) }),
  ]),
)
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue }))
const nanos = z.string().regex(/^\d{10,}$/)
const tracesData = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string() }),
          spans: z.array(
            z.strictObject({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z
                .string()
                .regex(/^[0-9a-f]{16}$/)
                .optional(),
              traceState: z.string().optional(),
              flags: z.number().int().nonnegative(),
              name: z.string().min(1),
              kind: z.union([z.literal(1), z.literal(2), z.literal(3)]),
              startTimeUnixNano: nanos,
              endTimeUnixNano: nanos,
              attributes,
              status: z.strictObject({ code: z.literal(2).optional(), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
})

const run: OtlpRun = {
  ...{ runId: 'run_1', workflowId: 'wf_1', workflowName: 'Letters', trigger: 'webhook', status: 'succeeded' },
  ...{ conversationId: null, isDryRun: false, microUsd: 500, untilMs: 9_000 },
}

/** Everything that a run can hold, with messages. */
function wholeLog(): RunEvent[] {
  const [agent, inner] = [{ node: 'clerk' }, { node: 'search', scope: 'clerk#0' }]
  const log = logOf([
    ...[say.queued(), say.runStarted(), say.started(agent), say.agent(agent), say.callQueued(agent, 'c1')],
    ...[say.called(agent, 'c1'), say.replied(agent, 'c1'), say.tool(agent, 't1', 0), say.started(inner)],
    ...[say.asks(inner, 'w1'), say.answered(inner, 'w1'), say.http(inner, 503), say.finished(inner)],
    ...[say.toolDone(agent, 't1'), say.called(agent, 'c2'), say.callFailed(agent, 'c2'), say.retried(agent)],
    ...[say.started(agent, 2), say.embeds(agent, 'e1'), say.embedded(agent, 'e1'), say.subworkflow(agent)],
    ...[say.finished(agent, 2), say.skipped({ node: 'b' }), say.over()],
  ])
  return log.map((event): RunEvent => {
    if (event.type === 'model-call-started') {
      const messages = [
        { role: 'system' as const, content: 'You are a clerk.' },
        { role: 'user' as const, content: 'Find it.' },
        { role: 'tool' as const, content: 'found', toolCallId: 't0', toolName: 'search' },
      ]
      return { ...event, messages, settings: { temperature: 1, maxOutputTokens: 200, output: {} } }
    }
    if (event.type !== 'model-call-finished') return event
    const toolCalls = [{ id: 't1', name: 'search', arguments: '{"query":"x"}' }]
    return { ...event, finishReason: 'tool-calls', toolCalls }
  })
}

/** Spans with their attributes as plain values, by name. */
function readSpans(told: ReturnType<typeof otlpOf>) {
  const plain = (value: OtlpValue): unknown => {
    if ('arrayValue' in value) return value.arrayValue.values.map(plain)
    return 'intValue' in value ? Number(value.intValue) : Object.values(value)[0]
  }
  return told.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({ ...span, has: Object.fromEntries(span.attributes.map(({ key, value }) => [key, plain(value)])) }))
}

test('a run becomes one trace in the form OTLP has, with ids that are the same each time', () => {
  const spans = foldSpans(wholeLog())
  const told = otlpOf(run, spans, { version: '0.1.0' })
  expect(tracesData.parse(JSON.parse(JSON.stringify(told)))).toEqual(told)
  expect(otlpOf(run, foldSpans(wholeLog()), { version: '0.1.0' })).toEqual(told)
  const read = readSpans(told)
  expect(read).toHaveLength(spans.length)
  expect(new Set(read.map(({ spanId }) => spanId)).size).toBe(spans.length)
  expect(new Set(read.map(({ traceId }) => traceId)).size).toBe(1)
  const ids = new Set(read.map(({ spanId }) => spanId))
  expect(read.filter(({ parentSpanId }) => parentSpanId === undefined).map(({ name }) => name)).toEqual([
    'invoke_workflow Letters',
  ])
  expect(read.every(({ parentSpanId }) => parentSpanId === undefined || ids.has(parentSpanId))).toBe(true)
  expect(read[0]?.startTimeUnixNano).toBe('1000000000')
})

test('spans are named as the conventions for generative AI and HTTP want', () => {
  const read = readSpans(otlpOf({ ...run, conversationId: 'conv_1' }, foldSpans(wholeLog()), { version: '0.1.0' }))
  const named = (name: string) => read.find((span) => span.name === name)
  expect(named('invoke_workflow Letters')?.has).toMatchObject({
    ...{
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'Letters',
      'niti.run.cost.micro_usd': 500,
    },
    ...{ 'gen_ai.conversation.id': 'conv_1' },
  })
  expect(named('invoke_agent Clerk')).toMatchObject({
    kind: 1,
    has: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.id': 'agent_1', 'gen_ai.agent.version': '2' },
  })
  expect(named('chat gpt-5')).toMatchObject({
    kind: 3,
    status: {},
    has: {
      ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-5' },
      ...{ 'gen_ai.response.model': 'gpt-5', 'gen_ai.response.finish_reasons': ['tool_call'] },
      ...{
        'gen_ai.response.time_to_first_chunk': 0.015,
        'gen_ai.request.temperature': 1,
        'gen_ai.output.type': 'json',
      },
      ...{ 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 30, 'gen_ai.request.max_tokens': 200 },
      ...{ 'gen_ai.usage.cache_read.input_tokens': 20, 'gen_ai.usage.reasoning.output_tokens': 10 },
      ...{ 'niti.cost.micro_usd': 250, 'gen_ai.conversation.id': 'conv_1' },
    },
  })
  const temperature = read.flatMap(({ attributes: all }) => all).find(({ key }) => key === 'gen_ai.request.temperature')
  expect(temperature?.value).toEqual({ doubleValue: 1 })
  expect(named('execute_tool search')?.has).toMatchObject({
    ...{ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.id': 't1' },
    'gen_ai.tool.type': 'function',
  })
  expect(named('embeddings vectors')?.has).toMatchObject({ 'gen_ai.operation.name': 'embeddings' })
  expect(named('GET')).toMatchObject({
    kind: 3,
    status: { code: 2 },
    has: {
      ...{ 'http.request.method': 'GET', 'http.response.status_code': 503, 'error.type': '503' },
      ...{ 'server.address': 'api.example.com', 'server.port': 443, 'url.full': 'https://api.example.com/rows?x=1' },
    },
  })
  const failed = read.filter(({ name }) => name === 'chat gpt-5')[1]
  expect(failed).toMatchObject({ status: { code: 2, message: 'It is down.' }, has: { 'error.type': 'service.down' } })
})

test('what was said goes along only when asked, in the form the conventions have for messages', () => {
  const log = wholeLog()
  const bare = JSON.stringify(otlpOf(run, foldSpans(log), { version: '0.1.0' }))
  for (const said of ['You are a clerk.', 'Dear Ada', 'found', 'input.messages']) expect(bare).not.toContain(said)
  const read = readSpans(otlpOf(run, foldSpans(log), { version: '0.1.0', contents: collectContents(log) }))
  const chat = read.find(({ name }) => name === 'chat gpt-5')
  expect(JSON.parse(String(chat?.has['gen_ai.input.messages']))).toEqual([
    { role: 'system', parts: [{ type: 'text', content: 'You are a clerk.' }] },
    { role: 'user', parts: [{ type: 'text', content: 'Find it.' }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 't0', response: 'found' }] },
  ])
  const call = { type: 'tool_call', id: 't1', name: 'search', arguments: { query: 'x' } }
  expect(JSON.parse(String(chat?.has['gen_ai.output.messages']))).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'Dear Ada' }, call], finish_reason: 'tool_call' },
  ])
  const tool = read.find(({ name }) => name === 'execute_tool search')
  expect(tool?.has).toMatchObject({ 'gen_ai.tool.call.arguments': '{"query":"x"}', 'gen_ai.tool.call.result': 'found' })
})

test('a run that others called is part of their trace', () => {
  const trace = { traceId: 'a'.repeat(32), parentId: 'b'.repeat(16), isSampled: true, state: 'x=1' }
  const read = readSpans(otlpOf({ ...run, trace }, foldSpans(wholeLog()), { version: '0.1.0' }))
  expect(new Set(read.map(({ traceId }) => traceId))).toEqual(new Set(['a'.repeat(32)]))
  expect(read[0]).toMatchObject({ parentSpanId: 'b'.repeat(16), traceState: 'x=1', flags: 0x301 })
  expect(read[1]).toMatchObject({ parentSpanId: read[0]?.spanId, flags: 0x101 })
})

test('long texts and long conversations are cut, and what is JSON stays JSON', () => {
  const log = wholeLog().map((event): RunEvent => {
    if (event.type !== 'model-call-started') return event
    return {
      ...event,
      messages: Array.from({ length: 60 }, (_, index) => ({ role: 'user', content: `${index} ${'😀'.repeat(9_000)}` })),
    }
  })
  const read = readSpans(otlpOf(run, foldSpans(log), { version: '0.1.0', contents: collectContents(log) }))
  const text = String(read.find(({ name }) => name === 'chat gpt-5')?.has['gen_ai.input.messages'])
  expect(text.length).toBeLessThan(130_000)
  const messages = z.array(z.object({ parts: z.array(z.object({ content: z.string() })) })).parse(JSON.parse(text))
  const said = messages.map(({ parts }) => parts[0]?.content ?? '')
  expect(said[0]).toMatch(/^0 /)
  expect(said[1]).toMatch(/^… \d+ messages are left out here …$/)
  expect(said.at(-1)).toMatch(/^59 .*… \(18003 characters\)$/su)
  expect(text.isWellFormed()).toBe(true)
})

test('ids of 200,000 spans differ', async () => {
  const { spanIdOf } = await import('../../shared/run/trace-ids.ts')
  const ids = new Set(Array.from({ length: 200_000 }, (_, index) => spanIdOf('run_1', `each@1#${index}/x@1`)))
  expect(ids.size).toBe(200_000)
})
