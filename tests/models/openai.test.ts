import { expect, test } from 'vitest'
import { startOpenAiServer } from '../support/openai-server.ts'
import { recordHooks, started, testClient } from './test-client.ts'

const messages = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'What is Niti?' },
]

test('streams an answer, and bills it by the usage the provider sends', async () => {
  const server = await started(startOpenAiServer())
  const usage = { inputTokens: 1000, outputTokens: 1000 }
  server.answer({ text: 'Threads, in Sanskrit.', chunks: 4, usage, model: 'gpt-4o-mini-2024-07-18' })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()

  const reply = await client.call(
    { model: 'openai/gpt-4o-mini', messages, temperature: 0.2, maxOutputTokens: 50 },
    hooks,
  )

  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-test-0123456789')
  expect(server.requests[0]?.body).toEqual({
    model: 'gpt-4o-mini',
    messages,
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.2,
    max_completion_tokens: 50,
  })
  expect(hooks.texts).toHaveLength(4)
  expect(hooks.texts.join('')).toBe('Threads, in Sanskrit.')
  expect(reply).toMatchObject({
    text: 'Threads, in Sanskrit.',
    provider: 'openai',
    model: 'gpt-4o-mini',
    finishReason: 'stop',
    usage: { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 1000, reasoningTokens: 0 },
    microUsd: 750,
    price: { inputUsdPerMillion: 0.15, cachedInputUsdPerMillion: 0.075, outputUsdPerMillion: 0.6 },
    tries: 1,
  })
  expect(reply.firstTokenMs).toBeGreaterThanOrEqual(0)
  expect(reply.firstTokenMs).toBeLessThanOrEqual(reply.latencyMs)
  expect(server.bill).toEqual({
    calls: 1,
    inputTokens: 1000,
    cachedInputTokens: 0,
    outputTokens: 1000,
    reasoningTokens: 0,
  })
})

test('counts cached, cache-written and reasoning tokens by kind', async () => {
  const server = await started(startOpenAiServer())
  const usage = { inputTokens: 1000, cachedInputTokens: 800, outputTokens: 500, reasoningTokens: 400 }
  server.answer({ text: 'Yes.', usage })
  server.answer({ text: 'Yes.', usage: { inputTokens: 2000, cacheWriteInputTokens: 2000, outputTokens: 0 } })
  const { client } = testClient({ baseUrl: server.url })

  const cached = await client.call({ model: 'openai/gpt-5-mini', messages }, recordHooks())
  // 200 x 0.25 + 800 x 0.025 + 500 x 2.00 dollars a million
  expect(cached).toMatchObject({ usage, microUsd: 50 + 20 + 1000 })

  const written = await client.call({ model: 'openai/gpt-6-luna', messages }, recordHooks())
  expect(written.usage.cacheWriteInputTokens).toBe(2000)
  expect(written.microUsd).toBe(250)
})

test('asks for structured output in strict mode where the schema allows it', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ text: '{"title":"Notes","tags":["a"]}' })
  server.answer({ text: '{"title":"Notes"}' })
  server.answer({ text: '{"value":["one","two"]}' })
  const { client } = testClient({ baseUrl: server.url })
  const properties = { title: { type: 'string', default: '' }, tags: { type: 'array', items: { type: 'string' } } }
  const ask = (schema: Parameters<typeof client.call>[0]['output'] & object) =>
    client.call({ model: 'openai/gpt-4o-mini', messages, output: schema }, recordHooks())

  const required = ['title', 'tags']
  const strict = await ask({ name: 'My notes!', schema: { type: 'object', properties, required } })
  expect(strict.data).toEqual({ title: 'Notes', tags: ['a'] })
  expect(server.requests[0]?.body.response_format).toEqual({
    type: 'json_schema',
    json_schema: {
      name: 'My_notes_',
      strict: true,
      schema: {
        type: 'object',
        properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
        required,
        additionalProperties: false,
      },
    },
  })

  const optional = { type: 'object', properties, required: ['title'] }
  expect((await ask({ name: 'notes', schema: optional })).data).toEqual({ title: 'Notes' })
  expect(server.requests[1]?.body.response_format).toMatchObject({ json_schema: { strict: false, schema: optional } })

  const list = await ask({ name: 'list', schema: { type: 'array', items: { type: 'string' } } })
  expect(list).toMatchObject({ data: ['one', 'two'], text: '["one","two"]' })
})

test('tells the reasons an answer ends for', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ text: 'It is a long', finish: 'length' })
  server.answer({ text: 'I cannot help with that.', finish: 'refusal' })
  server.answer({ text: 'Half of', finish: 'content-filter' })
  const { client } = testClient({ baseUrl: server.url })
  const ask = () => client.call({ model: 'openai/gpt-4o-mini', messages }, recordHooks())

  expect(await ask()).toMatchObject({ finishReason: 'length', text: 'It is a long' })
  await expect(ask()).rejects.toMatchObject({
    info: { code: 'model.content-filter', message: expect.stringContaining('I cannot help with that.') },
    paid: { text: 'I cannot help with that.', usage: { outputTokens: 6 } },
  })
  await expect(ask()).rejects.toMatchObject({ info: { code: 'model.content-filter' } })
})

test('shows the reasoning that open models send beside their answer', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ text: 'Four.', reasoning: 'Two and two.', usage: null })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()

  const reply = await client.call({ model: 'ollama/qwen3:8b', messages, maxOutputTokens: 9 }, hooks)

  expect(hooks.reasoning).toEqual(['Two and two.'])
  expect(server.requests[0]?.body).toMatchObject({ model: 'qwen3:8b', max_tokens: 9 })
  // No usage came, so it is counted here; on this machine it costs nothing.
  expect(reply).toMatchObject({ text: 'Four.', microUsd: 0, price: { source: 'free' }, usage: { estimated: true } })
  expect(reply.usage.reasoningTokens).toBe(4)
  expect(reply.usage.outputTokens).toBe(6)
})

test('a compatible server costs an unknown price, and needs a base URL', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ text: 'Hello.' })
  const keyless = { apiKey: null, baseUrl: server.url }
  const { client } = testClient({ keyOf: async () => keyless })
  const reply = await client.call({ model: 'compatible/meta-llama/llama-4', messages }, recordHooks())
  expect(reply).toMatchObject({ model: 'meta-llama/llama-4', microUsd: null, price: null })
  expect(server.requests[0]?.body.model).toBe('meta-llama/llama-4')

  const lost = testClient({ keyOf: async () => ({ apiKey: null, baseUrl: null }) })
  await expect(lost.client.call({ model: 'compatible/x', messages }, recordHooks())).rejects.toMatchObject({
    info: { code: 'model.missing-base-url', hint: expect.stringContaining('OPENAI_COMPATIBLE_BASE_URL') },
  })
})

test('lists the models that can chat, newest first', async () => {
  const models = ['gpt-4o-mini', 'text-embedding-3-small', 'gpt-4o-mini-tts', 'gpt-6-luna']
  const server = await started(startOpenAiServer({ models }))
  const { client } = testClient({ baseUrl: `${server.url}/` })
  const listed = await client.listModels('openai', AbortSignal.timeout(5000))
  expect(listed.map((model) => model.id)).toEqual(['gpt-6-luna', 'gpt-4o-mini'])
})
