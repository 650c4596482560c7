import { expect, test } from 'vitest'
import type { ChatMessage } from '../../shared/run/model-call.ts'
import { anthropicError, startAnthropicServer } from '../support/anthropic-server.ts'
import { recordHooks, started, testClient } from './test-client.ts'

const messages: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'What is Niti?' },
  { role: 'assistant', content: 'A name.' },
  { role: 'user', content: 'Of what?' },
]

test('streams an answer, and bills what was read from the cache and put there as what it is', async () => {
  const server = await started(startAnthropicServer())
  const usage = { inputTokens: 1000, cachedInputTokens: 400, cacheWriteInputTokens: 100, outputTokens: 300 }
  server.answer({ text: 'An app made of threads.', usage, chunks: 2 })
  const { client } = testClient({ baseUrl: `${server.url}/v1/` })
  const hooks = recordHooks()

  const request = { model: 'anthropic/claude-haiku-4-5', messages, temperature: 0.2, maxOutputTokens: 500 }
  const reply = await client.call(request, hooks)

  expect(server.requests[0]).toMatchObject({
    path: '/v1/messages',
    headers: { 'x-api-key': 'sk-test-0123456789', 'anthropic-version': '2026-10-21' },
  })
  // No model of theirs takes a temperature any more, so none is sent.
  expect(server.requests[0]?.body).toEqual({
    model: 'claude-haiku-4-5',
    max_tokens: 500,
    stream: true,
    system: 'Be brief.',
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'What is Niti?' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'A name.' }] },
      { role: 'user', content: [{ type: 'text', text: 'Of what?' }] },
    ],
  })
  expect(hooks.texts).toEqual(['An app made ', 'of threads.'])
  // 500 x 1 + 400 x 0.1 + 100 x 1.25 + 300 x 5 dollars a million
  expect(reply).toMatchObject({ finishReason: 'stop', usage, microUsd: 500 + 40 + 125 + 1500, tries: 1 })
})

test('a limit on the answer is demanded, so the model’s own is sent where there is none', async () => {
  const server = await started(startAnthropicServer({ respond: () => ({ text: 'Yes.' }) }))
  const { client } = testClient({ baseUrl: server.url })
  for (const model of ['claude-haiku-4-5', 'claude-sonnet-5-5', 'claude-nobody-knows']) {
    await client.call({ model: `anthropic/${model}`, messages }, recordHooks())
  }
  expect(server.requests.map(({ body }) => body.max_tokens)).toEqual([64_000, 128_000, 32_000])
})

test('newer models decide how much they think, are shown thinking, and are asked in words to use a tool', async () => {
  const server = await started(startAnthropicServer({ respond: () => ({ text: 'Yes.' }) }))
  const { client } = testClient({ baseUrl: server.url })
  const tools = [{ name: 'look', description: 'Looks.', schema: { type: 'object' } }]
  const ask = (model: string) =>
    client.call({ model, messages, tools, toolChoice: 'required', reasoning: 'high' }, recordHooks())
  await ask('anthropic/claude-sonnet-5-5')
  await ask('anthropic/claude-haiku-4-5')
  const [newer, older] = server.requests.map(({ body }) => body)
  expect(newer).toMatchObject({
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'high' },
    system: 'Be brief.\n\nAnswer by using a tool, whatever you are asked.',
  })
  expect(newer).not.toHaveProperty('tool_choice')
  expect(older).toMatchObject({ tool_choice: { type: 'any' }, cache_control: { type: 'ephemeral' } })
  expect(older).not.toHaveProperty('thinking')
})

test('asks for an answer by schema in their own form of it, and in words where that has none', async () => {
  const server = await started(startAnthropicServer())
  server.answer({ text: '{"size":3}' })
  server.answer({ text: '{"a":1}' })
  const { client } = testClient({ baseUrl: server.url })
  const ask = (schema: object) =>
    client.call(
      { model: 'anthropic/claude-sonnet-5-5', messages, output: { name: 'x', schema: { ...schema } } },
      recordHooks(),
    )
  const bounded = { type: 'object', properties: { size: { type: 'integer', maximum: 9 } }, required: ['size'] }
  expect((await ask(bounded)).data).toEqual({ size: 3 })
  expect(server.requests[0]?.body.output_config).toEqual({
    format: {
      type: 'json_schema',
      schema: {
        type: 'object',
        properties: { size: { type: 'integer', description: '{maximum: 9}' } },
        required: ['size'],
        additionalProperties: false,
      },
    },
  })
  const open = { type: 'object', additionalProperties: { type: 'integer' } }
  expect((await ask(open)).data).toEqual({ a: 1 })
  expect(server.requests[1]?.body).not.toHaveProperty('output_config')
  expect(server.asked[1]?.instructions).toContain('"additionalProperties":{"type":"integer"}')
})

test('waits where Anthropic is overloaded, and tells a wrong key, an empty account and a prompt that is too long', async () => {
  const server = await started(startAnthropicServer())
  server.answer({ ...anthropicError(529, 'overloaded_error', 'Overloaded'), headers: { 'retry-after': '3' } })
  server.answer({
    text: 'x',
    stopAfter: { pieces: 0, by: { error: { type: 'overloaded_error', message: 'Overloaded' } } },
  })
  server.answer({ text: 'Hello.' })
  server.answer(anthropicError(401, 'authentication_error', 'invalid x-api-key'))
  server.answer(
    anthropicError(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
  )
  server.answer(anthropicError(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'))
  server.answer(anthropicError(404, 'not_found_error', 'model: claude-0'))
  const { client, clock } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()
  const ask = () => client.call({ model: 'anthropic/claude-haiku-4-5', messages }, hooks)

  expect((await ask()).tries).toBe(3)
  expect(clock.sleeps[0]).toBe(3000)
  expect(hooks.retries.map(({ error }) => error.code)).toEqual(['model.unavailable', 'model.provider-error'])
  await expect(ask()).rejects.toMatchObject({ info: { code: 'model.wrong-key' } })
  await expect(ask()).rejects.toMatchObject({ info: { code: 'model.quota-exhausted' } })
  await expect(ask()).rejects.toMatchObject({
    info: { code: 'model.context-overflow', details: { inputTokens: 210_000, contextTokens: 200_000 } },
  })
  await expect(ask()).rejects.toMatchObject({ info: { code: 'model.unknown-model' } })
})

test('lists its models', async () => {
  const server = await started(startAnthropicServer({ models: ['claude-sonnet-5-5'] }))
  const { client } = testClient({ baseUrl: server.url })
  expect(await client.listModels('anthropic', AbortSignal.timeout(5000))).toEqual([
    { id: 'claude-sonnet-5-5', title: 'claude sonnet 5 5', contextTokens: 1_000_000 },
  ])
})
