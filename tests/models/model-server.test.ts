import { expect, test } from 'vitest'
import { startOpenAiServer } from '../support/openai-server.ts'
import { failureOf, recordHooks, testClient } from './test-client.ts'

test('the scripted server fails on an unused answer and on an unexpected call', async () => {
  const unused = await startOpenAiServer()
  unused.answer({ text: 'Never asked for.' })
  await expect(unused.close()).rejects.toThrow('1 scripted answers were never asked for.')

  const surprised = await startOpenAiServer()
  const { client } = testClient({ baseUrl: surprised.url, limits: { tries: 1 } })
  const messages = [{ role: 'user' as const, content: 'Hello?' }]
  await failureOf(client.call({ model: 'openai/gpt-4o-mini', messages }, recordHooks()))
  await expect(surprised.close()).rejects.toThrow('POST /v1/chat/completions')
})

test('it refuses what OpenAI refuses: a strict schema with optional properties', async () => {
  const server = await startOpenAiServer({ respond: () => ({ text: '{}' }) })
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hi' }],
      response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } },
    }),
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain("'required' must include every key in properties.")
  await server.close()
})
