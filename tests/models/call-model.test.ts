import { expect, onTestFinished, test } from 'vitest'
import { ModelCallFailed } from '../../electron/engine/models/call-model.ts'
import { userError } from '../../shared/errors.ts'
import { openAiError, startOpenAiServer } from '../support/openai-server.ts'
import { failureOf, recordHooks, started, testClient } from './test-client.ts'

const model = 'openai/gpt-4o-mini'
const messages = [{ role: 'user' as const, content: 'Tell me a story about a thread.' }]

test('cancel reaches the provider’s socket, and the tokens already paid come along', async () => {
  const server = await started(startOpenAiServer())
  const held = server.answer({
    text: 'Once upon a time there was a thread.',
    chunks: ['Once upon ', 'a time '],
    stopAfter: { pieces: 2, by: 'hold' },
  })
  const { client } = testClient({ baseUrl: server.url })
  const cancel = new AbortController()
  const hooks = recordHooks(cancel.signal)
  hooks.onText = (text) => {
    hooks.texts.push(text)
    if (hooks.texts.length === 2) cancel.abort()
  }

  const error = await failureOf(client.call({ model, messages }, hooks))
  await held.clientLeft

  expect(error).toBeInstanceOf(ModelCallFailed)
  expect(error).toMatchObject({
    info: { kind: 'cancelled' },
    tries: 1,
    paid: {
      provider: 'openai',
      model: 'gpt-4o-mini',
      text: 'Once upon a time ',
      usage: { inputTokens: 8, outputTokens: 5, estimated: true },
      microUsd: 4, // 8 x 0.15 + 5 x 0.60 = 4.2
      price: { outputUsdPerMillion: 0.6 },
    },
  })
})

test('a cancel before anything arrived costs nothing; its reason is kept', async () => {
  const server = await started(startOpenAiServer())
  const { client } = testClient({ baseUrl: server.url })
  const cancel = new AbortController()
  cancel.abort(userError('node.timeout', 'It took longer than 5 s.'))
  const error = await failureOf(client.call({ model, messages }, recordHooks(cancel.signal)))
  expect(error).not.toBeInstanceOf(ModelCallFailed)
  expect(error).toMatchObject({ info: { code: 'node.timeout' } })
  expect(server.requests).toHaveLength(0)
})

test('what is called off while the provider has it may be billed, and nobody knows how much', async () => {
  const arrived = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  onTestFinished(() => left.resolve())
  const slow = await started(
    startOpenAiServer({
      async respond() {
        arrived.resolve()
        await left.promise
        return { text: 'Too late.' }
      },
    }),
  )
  const { client } = testClient({ baseUrl: slow.url })
  const cancel = new AbortController()
  const failing = failureOf(client.call({ model, messages }, recordHooks(cancel.signal)))
  await arrived.promise
  cancel.abort()
  expect(await failing).toMatchObject({ name: 'ModelCallFailed', info: { kind: 'cancelled' }, paid: 'unknown' })
  left.resolve()

  const gone = await startOpenAiServer()
  await gone.close()
  const unreachable = testClient({ baseUrl: gone.url })
  const error = await failureOf(unreachable.client.call({ model, messages }, recordHooks()))
  expect(error).not.toBeInstanceOf(ModelCallFailed)
  expect(error).toMatchObject({ info: { code: 'model.unreachable' } })
})

test('a stream that opened and broke off before its first word may be billed too; a provider that says no bills nothing', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ text: 'Too late.', stopAfter: { pieces: 0, by: 'break' } })
  server.answer({ text: 'Too late.', stopAfter: { pieces: 0, by: 'end' } })
  server.answer(openAiError(503, 'Overloaded.', null))
  server.answer({ text: 'At last.' })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()
  expect(await client.call({ model, messages }, hooks)).toMatchObject({ text: 'At last.', tries: 4 })
  expect(hooks.retries.map(({ error, paid }) => [error.code, paid])).toEqual([
    ['model.connection-broken', 'unknown'],
    ['model.connection-broken', 'unknown'],
    ['model.unavailable', null],
  ])
})

test('tries again after 429, 5xx and broken connections, waiting as it is asked to', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ ...openAiError(429, 'Rate limit reached.', 'rate_limit_exceeded'), headers: { 'retry-after': '2' } })
  server.answer({ ...openAiError(503, 'Overloaded.', null), headers: { 'retry-after-ms': '150' } })
  server.answer({ hangUp: true })
  server.answer({ text: 'At last.' })
  const { client, clock } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()

  expect(await client.call({ model, messages }, hooks)).toMatchObject({ text: 'At last.', tries: 4 })
  expect(clock.sleeps).toEqual([2000, 150, 1500]) // the third: 0.5 s x 2 x 2, three quarters of it by chance
  expect(hooks.retries.map(({ error, tries, paid }) => [error.code, tries, paid])).toEqual([
    ['model.rate-limited', 1, null],
    ['model.unavailable', 2, null],
    // It had the request when it hung up: whether it bills that, nobody knows.
    ['model.connection-broken', 3, 'unknown'],
  ])
})

test('waits until the date a server names, and gives up when that is too far', async () => {
  const server = await started(startOpenAiServer())
  const inFiveSeconds = new Date(Date.now() + 5000).toUTCString()
  const busy = openAiError(429, 'Slow down.', null)
  server.answer({ ...busy, headers: { 'retry-after': inFiveSeconds } })
  server.answer({ text: 'Hello.' })
  server.answer({ ...busy, headers: { 'retry-after': '3600' } })
  const { client, clock } = testClient({ baseUrl: server.url })

  await client.call({ model, messages }, recordHooks())
  expect(clock.sleeps[0]).toBeGreaterThan(2000)
  expect(clock.sleeps[0]).toBeLessThanOrEqual(5000)
  await expect(client.call({ model, messages }, recordHooks())).rejects.toMatchObject({
    info: { code: 'model.rate-limited', hint: 'It asks to wait 3600 seconds; run again after that.' },
  })
})

test('gives up after four tries', async () => {
  const server = await started(startOpenAiServer({ respond: () => openAiError(500, 'The server had an error.', null) }))
  const { client } = testClient({ baseUrl: server.url })
  await expect(client.call({ model, messages }, recordHooks())).rejects.toMatchObject({
    info: { kind: 'external', code: 'model.unavailable', message: expect.stringContaining('The server had an error.') },
  })
  expect(server.requests).toHaveLength(4)
})

test('a stream that breaks midway is tried again, and what it cost is told', async () => {
  const server = await started(startOpenAiServer())
  server.answer({ text: 'Once upon a time', chunks: ['Once ', 'upon '], stopAfter: { pieces: 2, by: 'break' } })
  server.answer({ text: 'Once', chunks: ['Once'], stopAfter: { pieces: 1, by: 'end' } })
  server.answer({ text: 'Once upon a time.', usage: { inputTokens: 14, outputTokens: 6 } })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()

  const reply = await client.call({ model, messages }, hooks)

  expect(reply).toMatchObject({ text: 'Once upon a time.', tries: 3, usage: { inputTokens: 14, outputTokens: 6 } })
  expect(hooks.retries).toMatchObject([
    {
      error: { code: 'model.connection-broken' },
      paid: { text: 'Once upon ', usage: { inputTokens: 8, outputTokens: 3, estimated: true }, microUsd: 3 },
    },
    { error: { code: 'model.connection-broken' }, paid: { text: 'Once', usage: { estimated: true } } },
  ])
})

test('an error inside a stream is the provider’s, and comes with the bill', async () => {
  const server = await started(
    startOpenAiServer({
      respond: () => ({
        text: 'Once upon',
        chunks: ['Once'],
        stopAfter: { pieces: 1, by: { error: { message: 'GPU lost.' } } },
      }),
    }),
  )
  const { client } = testClient({ baseUrl: server.url, limits: { tries: 1 } })
  await expect(client.call({ model, messages }, recordHooks())).rejects.toMatchObject({
    info: { code: 'model.provider-error', message: 'OpenAI: GPU lost.' },
    paid: { text: 'Once' },
  })
})

test('repairs an answer that does not fit the schema once, then says what is wrong', async () => {
  const server = await started(startOpenAiServer())
  const usage = { inputTokens: 1000, outputTokens: 1000 }
  server.answer({ text: '{"items":[{"price":"three"}]}', usage })
  server.answer({ text: '```json\n{"items":[{"price":3}]}\n```', usage })
  server.answer({ text: 'Sorry?', usage })
  server.answer({ text: '{"items":[{"price":"four"}]}', usage })
  server.answer({ text: '{"items":[', finish: 'length', usage })
  const { client } = testClient({ baseUrl: server.url })
  const item = { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] }
  const schema = { type: 'object', properties: { items: { type: 'array', items: item } }, required: ['items'] }
  const request = { model, messages, output: { name: 'bill', schema } }

  const hooks = recordHooks()
  const reply = await client.call(request, hooks)
  expect(reply).toMatchObject({ data: { items: [{ price: 3 }] }, tries: 2, microUsd: 750 })
  expect(hooks.retries).toMatchObject([
    { error: { code: 'model.invalid-output' }, waitMs: 0, tries: 1, paid: { microUsd: 750, usage } },
  ])
  expect(server.requests[1]?.body.messages).toEqual([
    ...messages,
    { role: 'assistant', content: '{"items":[{"price":"three"}]}' },
    { role: 'user', content: expect.stringContaining('"items.0.price" must be number') },
  ])

  await expect(client.call(request, recordHooks())).rejects.toMatchObject({
    info: {
      kind: 'external',
      code: 'model.invalid-output',
      message: 'gpt-4o-mini did not answer as asked: "items.0.price" in the answer must be number.',
    },
    paid: { microUsd: 750 },
    tries: 2,
  })
  await expect(client.call(request, recordHooks())).rejects.toMatchObject({
    info: { code: 'model.cut-off', message: expect.stringContaining('1000 tokens') },
    paid: { microUsd: 750 },
  })
})

test('a schema that is none is the person’s error, and nobody is asked', async () => {
  const server = await started(startOpenAiServer())
  const { client } = testClient({ baseUrl: server.url })
  const request = { model, messages, output: { name: 'x', schema: { type: 'objekt' } } }
  await expect(client.call(request, recordHooks())).rejects.toMatchObject({ info: { code: 'model.bad-schema' } })
})

test('never more calls at once than the provider’s limit, and a waiting call leaves at once', async () => {
  let underWay = 0
  let most = 0
  const server = await started(
    startOpenAiServer({
      async respond() {
        underWay += 1
        most = Math.max(most, underWay)
        await new Promise((resolve) => setTimeout(resolve, 20))
        underWay -= 1
        return { text: 'Done.' }
      },
    }),
  )
  const { client } = testClient({ baseUrl: server.url, limitsOf: () => ({ atOnce: 2, perMinute: null }) })
  const hooks = recordHooks()
  const cancel = new AbortController()

  const calls = Array.from({ length: 6 }, () => client.call({ model, messages }, hooks))
  const leaving = client.call({ model, messages }, recordHooks(cancel.signal))
  cancel.abort()
  await expect(leaving).rejects.toMatchObject({ info: { kind: 'cancelled' } })
  await Promise.all(calls)

  expect(most).toBe(2)
  expect(server.requests).toHaveLength(6)
  expect(hooks.waiting).toEqual(Array(4).fill({ provider: 'openai', limit: 2, per: 'at-once' }))
})

test('errors say who must act, carry the vendor’s complaint, and no secret', async () => {
  const server = await started(startOpenAiServer())
  const { client } = testClient({ baseUrl: server.url })
  const failWith = async (answer: Parameters<typeof server.answer>[0]) => {
    server.answer(answer)
    const error = await failureOf(client.call({ model: 'openai/gpt-9', messages }, recordHooks()))
    expect(error).toMatchObject({ name: 'NitiError' })
    return (error as { info: unknown }).info // just checked to be a NitiError
  }

  const wrongKey = await failWith(
    openAiError(401, 'Incorrect API key provided: sk-test-0123456789.', 'invalid_api_key'),
  )
  expect(wrongKey).toMatchObject({
    kind: 'user',
    code: 'model.wrong-key',
    hint: expect.stringContaining('OPENAI_API_KEY'),
  })
  expect(JSON.stringify(wrongKey)).not.toContain('0123456789')

  const unknown = 'The model `gpt-9` does not exist or you do not have access to it.'
  expect(await failWith(openAiError(404, unknown, 'model_not_found'))).toMatchObject({
    kind: 'user',
    code: 'model.unknown-model',
    message: `OpenAI has no model "gpt-9": ${unknown}`,
  })

  const long = "This model's maximum context length is 128000 tokens. However, your messages resulted in 150021 tokens."
  expect(await failWith(openAiError(400, long, 'context_length_exceeded'))).toMatchObject({
    kind: 'user',
    code: 'model.context-overflow',
    message: 'The prompt is too long for gpt-9. It has 150021 tokens, and the model takes 128000.',
  })
  const llama = {
    code: 500,
    message: 'the request exceeds the available context size',
    type: 'exceed_context_size_error',
    n_prompt_tokens: 1407,
    n_ctx: 256,
  }
  expect(await failWith({ status: 500, body: { error: llama } })).toMatchObject({
    message: 'The prompt is too long for gpt-9. It has 1407 tokens, and the model takes 256.',
  })

  const quota = openAiError(429, 'You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota')
  expect(await failWith(quota)).toMatchObject({ kind: 'user', code: 'model.quota-exhausted' })

  expect(await failWith(openAiError(400, 'The response was filtered.', 'content_filter'))).toMatchObject({
    code: 'model.content-filter',
  })
  expect(await failWith(openAiError(400, "Unsupported value: 'temperature'.", 'unsupported_value'))).toMatchObject({
    kind: 'external',
    code: 'model.refused',
    retryable: false,
    message: "OpenAI refused the request: Unsupported value: 'temperature'.",
  })
  const moved = { status: 308, headers: { location: 'https://new.example/v1/chat/completions' }, body: '' }
  expect(await failWith(moved)).toMatchObject({
    kind: 'user',
    code: 'model.moved',
    message: expect.stringContaining('but at https://new.example/v1/chat/completions.'),
  })
  expect(await failWith({ status: 200, body: '<!doctype html><title>Welcome</title>', headers: {} })).toMatchObject({
    kind: 'user',
    code: 'model.bad-base-url',
  })
})

test('missing keys and unknown providers are told before anyone is asked', async () => {
  const { client } = testClient({ keyOf: async () => ({ apiKey: null, baseUrl: null }) })
  await expect(client.call({ model, messages }, recordHooks())).rejects.toMatchObject({
    info: {
      kind: 'user',
      code: 'model.missing-key',
      message: 'There is no API key for OpenAI.',
      hint: 'Add one in Settings, or set OPENAI_API_KEY in the environment.',
    },
  })
  await expect(client.call({ model: 'opnai/gpt-4o', messages }, recordHooks())).rejects.toMatchObject({
    info: {
      code: 'model.unknown-provider',
      message:
        'There is no model provider "opnai". Known: anthropic, compatible, demo, gemini, llama-cpp, lm-studio, ollama, openai, vllm.',
    },
  })
})

test('a server that is not there is named, with what to do', async () => {
  const server = await startOpenAiServer()
  await server.close()
  const { client, clock } = testClient({ baseUrl: server.url })
  await expect(client.call({ model: 'ollama/qwen3', messages }, recordHooks())).rejects.toMatchObject({
    info: {
      code: 'model.unreachable',
      message: `Could not reach Ollama at ${server.url}: nothing listens at that address.`,
      hint: 'Start Ollama and run again.',
    },
  })
  expect(clock.sleeps).toEqual([])
})

test('testing a key fails as a call would', async () => {
  const server = await started(startOpenAiServer())
  server.answer(openAiError(401, 'Incorrect API key provided.', 'invalid_api_key'))
  const { client } = testClient({ baseUrl: server.url })
  await expect(client.listModels('openai', AbortSignal.timeout(5000))).rejects.toMatchObject({
    info: { kind: 'user', code: 'model.wrong-key' },
  })
})
