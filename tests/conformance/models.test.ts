import { expect, onTestFinished, test } from 'vitest'
import type { ChatMessage, ModelRequest } from '../../shared/run/model-call.ts'
import { recordHooks, testClient } from '../models/test-client.ts'
import { scriptedModel, type VendorWire, vendorWires } from '../support/scripted-model.ts'
import type { Documents } from './documents.ts'
import { loadEntry } from './load-document.ts'

// What is sent to vendors of models, with all that a request may hold, held against what they have published.

const entries: Record<VendorWire, Documents> = {
  'openai-chat': { kind: 'openapi', files: ['openai/openapi.json'] },
  'openai-responses': { kind: 'openapi', files: ['openai/openapi.json'] },
  gemini: {
    kind: 'openapi',
    files: ['google-gemini/openapi-v1beta.json'],
    bases: ['/v1beta'],
    credentials: ['x-goog-api-key', 'key'],
  },
  anthropic: { kind: 'openapi', files: ['anthropic/openapi.json'] },
}

const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const rich: Partial<ModelRequest> = {
  tools: [
    { name: 'get_weather', description: 'The weather.', schema },
    { name: 'get_time', description: 'The time.', schema: { type: 'object' } },
  ],
  toolChoice: 'auto',
  reasoning: 'low',
  temperature: 0.5,
  maxOutputTokens: 4_000,
  output: { name: 'answer', schema },
}

/** Where the document is wrong and the vendor's own words say otherwise. */
const wrong: Partial<Record<VendorWire, RegExp>> = {
  // The path holds `models/` already, and `alt=sse` is how its own SDK asks for a stream.
  gemini: /^path\.modelsId |^query\.alt /,
}

/** A conversation with tools, sealed thoughts, a failed result, and a picture and a PDF. */
async function requestsOf(wire: VendorWire) {
  const calls = ['Pune', 'Goa'].map((city) => ({ name: 'get_weather', arguments: { city } }))
  const server = await scriptedModel(
    [
      { ...(wire !== 'openai-chat' && { reasoning: 'So.' }), text: 'I look.', toolCalls: calls },
      { text: '{"city":"Goa"}' },
    ],
    wire,
  )
  onTestFinished(() => server.close())
  const { client } = testClient({ baseUrl: server.url })
  const file = (name: string, mediaType: string) => ({ $file: { name, mediaType, bytes: 4, blobId: '0'.repeat(64) } })
  const messages: ChatMessage[] = [
    { role: 'system', content: 'Use the tools.' },
    { role: 'user', content: 'Where?', files: [file('a.png', 'image/png'), file('b.pdf', 'application/pdf')] },
  ]
  const hooks = { ...recordHooks(), readFile: async () => new Uint8Array([1, 2, 3, 4]) }
  const ask = () => client.call({ model: server.model, messages, ...rich }, hooks)
  const { text, toolCalls = [], carried } = await ask()
  messages.push({ role: 'assistant', content: text, toolCalls, ...(carried && { carried }) })
  for (const [index, { id, name }] of toolCalls.entries()) {
    messages.push({ role: 'tool', content: 'Sunny.', toolCallId: id, toolName: name, isError: index === 1 })
  }
  expect((await ask()).data).toEqual({ city: 'Goa' })
  return server.requests
}

test.for(vendorWires)(
  '%s: a request with tools, files, thoughts and a schema is as the vendor’s document says',
  async (wire, context) => {
    const loaded = loadEntry(entries[wire])
    const requests = await requestsOf(wire)
    expect(requests).toHaveLength(2)
    if ('missing' in loaded) return context.skip(loaded.missing)
    for (const { method, path, body, headers } of requests) {
      const url = new URL(path, 'http://server')
      const kept = Object.entries(headers).filter(([name]) => name.startsWith('anthropic-') || name === 'content-type')
      const sent = {
        ...{ method, path: url.pathname, query: Object.fromEntries(url.searchParams) },
        headers: Object.fromEntries(kept),
        body: { kind: 'json' as const, value: body },
      }
      const operation = loaded.document.findOperation(sent)
      expect(operation?.name).toBeDefined()
      const findings = operation?.checkRequest(sent) ?? []
      expect(findings.filter((finding) => !wrong[wire]?.test(finding))).toEqual([])
    }
  },
)
