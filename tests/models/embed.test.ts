import { expect, test } from 'vitest'
import { endpointOf } from '../../electron/engine/models/define-openai-compatible.ts'
import type { EmbedCost } from '../../electron/engine/models/embed-batch.ts'
import { openAiVectors, startEmbeddingServer } from '../support/embedding-server.ts'
import { failureOf, testClient } from './test-client.ts'

function hooksOf(signal = new AbortController().signal) {
  const tries: { texts: number; cost: EmbedCost }[] = []
  return { signal, tries, onTry: (texts: number, cost: EmbedCost) => void tries.push({ texts, cost }) }
}

test('OpenAI: vectors come in the order of their texts, in batches, each with its own bill', async () => {
  const first = Array.from({ length: 64 }, (_, index) => [index])
  const server = await startEmbeddingServer(openAiVectors(first, 1_000_000), openAiVectors([[64]], 50))
  const { client } = testClient({ baseUrl: `${server.url}/v1` })
  const hooks = hooksOf()
  const texts = Array.from({ length: 65 }, (_, index) => `text ${index}`)
  const reply = await client.embed({ model: 'openai/text-embedding-3-small', texts }, hooks)
  expect(reply.vectors).toEqual(Array.from({ length: 65 }, (_, index) => [index]))
  expect(reply).toMatchObject({ provider: 'openai', model: 'text-embedding-3-small', inputTokens: 1_000_050 })
  expect(hooks.tries.map(({ texts, cost }) => [texts, cost !== 'unknown' && cost?.microUsd])).toEqual([
    [64, 20_000],
    [1, 1],
  ])
  expect(server.sent[1]).toEqual({
    path: '/v1/embeddings',
    body: { model: 'text-embedding-3-small', input: ['text 64'], encoding_format: 'float' },
  })
})

test('Gemini: all texts of a batch in one request, counted here as it does not say', async () => {
  const server = await startEmbeddingServer({ body: { embeddings: [{ values: [1, 0] }, { values: [0, 1] }] } })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = hooksOf()
  const reply = await client.embed({ model: 'gemini/gemini-embedding-001', texts: ['one', 'two'] }, hooks)
  expect(reply.vectors).toEqual([
    [1, 0],
    [0, 1],
  ])
  expect(server.sent[0]?.path).toBe('/v1beta/models/gemini-embedding-001:batchEmbedContents')
  expect(hooks.tries).toMatchObject([{ texts: 2, cost: { usage: { estimated: true } } }])
})

test('what passes is tried again, and what was broken off is not known to be free', async () => {
  const busy = { status: 503, body: { error: { message: 'Busy.' } } }
  const server = await startEmbeddingServer(busy, 'hang-up', openAiVectors([[1]], 3), { body: { data: [] } })
  const { client } = testClient({ baseUrl: server.url })
  const hooks = hooksOf()
  const ask = () => client.embed({ model: 'openai/text-embedding-3-small', texts: ['one'] }, hooks)
  expect((await ask()).vectors).toEqual([[1]])
  expect(hooks.tries.map(({ texts, cost }) => [texts, typeof cost === 'object' ? cost?.microUsd : cost])).toEqual([
    [0, undefined],
    [0, 'unknown'],
    [1, 0],
  ])
  expect(await failureOf(ask())).toMatchObject({ info: { code: 'model.bad-reply' } })
})

test('the offline vectors tell words apart, and are the same each time', async () => {
  const { client } = testClient({ keyOf: async () => ({ apiKey: null, baseUrl: null }) })
  const texts = ['Cats sleep on the sofa.', 'The cat sleeps on a sofa.', 'Interest rates rise again.', '']
  const { vectors } = await client.embed({ model: 'demo/words', texts }, hooksOf())
  const [one, other, third, none] = vectors
  const dot = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  expect(dot(one, one)).toBeCloseTo(1)
  expect(dot(one, other)).toBeGreaterThan(0.7)
  expect(dot(one, third)).toBeLessThan(0.3)
  expect(none?.every((value) => value === 0)).toBe(true)
  expect((await client.embed({ model: 'demo/words', texts }, hooksOf())).vectors).toEqual(vectors)
  expect(await failureOf(client.embed({ model: 'anthropic/x', texts }, hooksOf()))).toMatchObject({
    info: { kind: 'user' },
  })
})

test('which way of asking a base URL takes is told by the address alone', () => {
  const own = /(^|\.)api\.openai\.com$/
  const at = (url: string) => endpointOf(url, own)
  expect(at('https://api.openai.com/v1')).toEqual({ root: 'https://api.openai.com/v1', endpoint: 'responses' })
  expect(at('https://eu.api.openai.com/v1/')).toMatchObject({ endpoint: 'responses' })
  expect(at('https://api.openai.com/v1/chat/completions')).toMatchObject({ endpoint: 'chat/completions' })
  expect(at('https://api.openai.com.evil.example/v1')).toMatchObject({ endpoint: 'chat/completions' })
  expect(at('http://localhost:1/v1/responses/')).toEqual({ root: 'http://localhost:1/v1', endpoint: 'responses' })
  expect(at('http://localhost:1/v1')).toMatchObject({ endpoint: 'chat/completions' })
})
