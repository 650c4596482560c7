import { expect, test } from 'vitest'
import { geminiError, startGeminiServer } from '../support/gemini-server.ts'
import { recordHooks, started, testClient } from './test-client.ts'

const messages = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'What is Niti?' },
  { role: 'assistant' as const, content: 'A name.' },
  { role: 'user' as const, content: 'Of what?' },
]

test('streams an answer, and bills thinking as output', async () => {
  const server = await started(startGeminiServer())
  const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 300, reasoningTokens: 200 }
  server.answer({ text: 'An app made of threads.', reasoning: 'A name, they said.', usage, chunks: 2 })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = recordHooks()

  const reply = await client.call(
    { model: 'gemini/gemini-3.8-flash', messages, temperature: 0, maxOutputTokens: 500 },
    hooks,
  )

  expect(server.requests[0]).toMatchObject({
    path: '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    headers: { 'x-goog-api-key': 'sk-test-0123456789' },
  })
  expect(server.requests[0]?.body).toEqual({
    systemInstruction: { parts: [{ text: 'Be brief.' }], role: 'user' },
    contents: [
      { role: 'user', parts: [{ text: 'What is Niti?' }] },
      { role: 'model', parts: [{ text: 'A name.' }] },
      { role: 'user', parts: [{ text: 'Of what?' }] },
    ],
    generationConfig: { temperature: 0, maxOutputTokens: 500 },
  })
  expect(hooks.texts).toEqual(['An app made ', 'of threads.'])
  expect(hooks.reasoning).toEqual(['A name, they said.'])
  // 600 x 0.75 + 400 x 0.075 + 300 x 3.75 dollars a million
  expect(reply).toMatchObject({ finishReason: 'stop', usage, microUsd: 450 + 30 + 1125, tries: 1 })
})

test('asks for structured output by its own JSON Schema field', async () => {
  const server = await started(startGeminiServer())
  server.answer({ text: '{"mood":"good"}' })
  const { client } = testClient({ baseUrl: `${server.url}/v1beta/` })
  const schema = { type: 'object', properties: { mood: { enum: ['good', 'bad'] } }, required: ['mood'] }
  const request = { model: 'gemini/gemini-3.8-flash', messages, output: { name: 'mood', schema } }
  expect((await client.call(request, recordHooks())).data).toEqual({ mood: 'good' })
  expect(server.requests[0]?.body.generationConfig).toEqual({
    responseMimeType: 'application/json',
    responseJsonSchema: schema,
  })
})

test('sends instructions that stand alone as the question', async () => {
  const server = await started(startGeminiServer())
  server.answer({ text: 'Done.' })
  const { client } = testClient({ baseUrl: server.url })
  await client.call(
    { model: 'gemini/gemini-3.8-flash', messages: [{ role: 'system', content: 'Say done.' }] },
    recordHooks(),
  )
  expect(server.requests[0]?.body.contents).toEqual([{ role: 'user', parts: [{ text: 'Say done.' }] }])
})

test('waits as long as Google asks for in the body, but not for a quota of the day', async () => {
  const server = await started(startGeminiServer())
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7.2s' }
  const daily = {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaId: 'RequestsPerDayPerProject' }],
  }
  server.answer(geminiError(429, 'You exceeded your current quota.', 'RESOURCE_EXHAUSTED', [retry]))
  server.answer({ text: 'Hello.' })
  server.answer(geminiError(429, 'You exceeded your current quota.', 'RESOURCE_EXHAUSTED', [daily, retry]))
  const { client, clock } = testClient({ baseUrl: server.url })
  const ask = () => client.call({ model: 'gemini/gemini-3.8-flash', messages }, recordHooks())

  expect((await ask()).tries).toBe(2)
  expect(clock.sleeps).toEqual([7200])
  await expect(ask()).rejects.toMatchObject({ info: { kind: 'user', code: 'model.quota-exhausted' } })
})

test('tells a wrong key, an unknown model and a prompt that is too long', async () => {
  const server = await started(startGeminiServer())
  const invalid = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }
  server.answer(geminiError(400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT', [invalid]))
  server.answer(geminiError(404, 'models/gemini-0 is not found for API version v1beta.', 'NOT_FOUND'))
  const tooLong = 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'
  server.answer(geminiError(400, tooLong, 'INVALID_ARGUMENT'))
  const { client } = testClient({ baseUrl: server.url })
  const ask = () => client.call({ model: 'gemini/gemini-0', messages }, recordHooks())

  await expect(ask()).rejects.toMatchObject({
    info: { kind: 'user', code: 'model.wrong-key', hint: expect.stringContaining('GEMINI_API_KEY') },
  })
  await expect(ask()).rejects.toMatchObject({ info: { code: 'model.unknown-model' } })
  await expect(ask()).rejects.toMatchObject({
    info: { code: 'model.context-overflow', details: { inputTokens: 1_200_000, contextTokens: 1_048_576 } },
  })
})

test('an answer that is withheld, cut off or broken says so', async () => {
  const server = await started(startGeminiServer())
  server.answer({ text: 'I', finish: 'content-filter' })
  server.answer({ text: 'One two three', chunks: 3, stopAfter: { pieces: 1, by: 'end' } })
  server.answer({ text: 'One two three', chunks: 3, stopAfter: { pieces: 2, by: 'break' } })
  server.answer({
    text: 'x',
    stopAfter: { pieces: 0, by: { error: { code: 503, message: 'Overloaded.', status: 'UNAVAILABLE' } } },
  })
  server.answer({ text: 'One two three' })
  const { client } = testClient({ baseUrl: server.url })
  const ask = (hooks = recordHooks()) => client.call({ model: 'gemini/gemini-3.8-flash', messages }, hooks)

  await expect(ask()).rejects.toMatchObject({ info: { code: 'model.content-filter' }, paid: { text: 'I' } })
  const hooks = recordHooks()
  expect(await ask(hooks)).toMatchObject({ text: 'One two three', tries: 4 })
  const codes = hooks.retries.map((retry) => retry.error.code)
  expect(codes).toEqual(['model.connection-broken', 'model.connection-broken', 'model.provider-error'])
  expect(hooks.retries[2]?.error.message).toBe('Google Gemini: Overloaded.')
})

test('lists the models that generate text', async () => {
  const server = await started(startGeminiServer({ models: ['gemini-3.8-flash', 'gemini-embedding-001'] }))
  const { client } = testClient({ baseUrl: server.url })
  expect(await client.listModels('gemini', AbortSignal.timeout(5000))).toEqual([
    { id: 'gemini-3.8-flash', title: 'gemini 3.8 flash', contextTokens: 1_048_576 },
  ])
})
