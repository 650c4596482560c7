import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { countTokens } from '../../electron/engine/models/count-tokens.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { ChatMessage } from '../../shared/run/model-call.ts'
import { recordHooks, testClient } from './test-client.ts'

const document = `# The **walking** skeleton

Build the house and the shortest real way through all of it. A second [sentence](https://example.com) follows!

- first point
- second point

## Details

Does the lock hold? We shall see, at 17:30 on 2026-11-22. Who pays for it?

\`\`\`
is this code?
\`\`\`
`

function ask(content: string, schema?: JsonObject, hooks = recordHooks()) {
  const { client } = testClient({ keyOf: async () => ({ apiKey: null, baseUrl: null }) })
  const output = schema && { name: 'answer', schema }
  return client.call({ model: 'demo/demo', messages: [{ role: 'user', content }], output }, hooks)
}

test('copies the title and first sentences, and says what it is', async () => {
  const hooks = recordHooks()
  const reply = await ask(`Summarise this document in two sentences:\n\n${document}`, undefined, hooks)
  expect(reply.text).toBe(
    '[Demo model, no AI] The walking skeleton. Build the house and the shortest real way through all of it. ' +
      'A second sentence follows! Does the lock hold? We shall see, at 17:30 on 2026-11-22. Who pays for it?',
  )
  expect(hooks.texts.length).toBeGreaterThan(2)
  expect(reply).toMatchObject({ microUsd: 0, price: { source: 'free' }, finishReason: 'stop', provider: 'demo' })
  expect((await ask(`Summarise this document in two sentences:\n\n${document}`)).text).toBe(reply.text)
})

test('keeps to 60 words, and to the text without its instruction', async () => {
  const long = `Summarise:\n\n${'Nobody knows how many words this sentence has, least of all itself. '.repeat(40)}`
  const words = (await ask(long)).text.replace('[Demo model, no AI] ', '').split(' ')
  expect(words.length).toBeLessThanOrEqual(60)
  expect(words[0]).toBe('Nobody')
  expect((await ask('Summarize in one line: The sun rose. Birds sang.')).text).toBe(
    '[Demo model, no AI] The sun rose. Birds sang.',
  )
  expect((await ask(' ')).text).toBe('[Demo model, no AI] Nothing was given.')
})

test('finds title and open questions', async () => {
  const strings = { type: 'array', items: { type: 'string' } }
  const schema = {
    type: 'object',
    properties: { title: { type: 'string' }, questions: strings },
    required: ['title', 'questions'],
  }
  expect((await ask(`Extract:\n\n${document}`, schema)).data).toEqual({
    title: 'The walking skeleton',
    questions: ['Does the lock hold?', 'Who pays for it?'],
  })
  expect((await ask('No title here. Nor a question.', schema)).data).toMatchObject({ questions: [] })
})

test('chooses the option the text speaks of', async () => {
  const schema = {
    type: 'object',
    properties: { category: { type: 'string', enum: ['billing', 'refund', 'shipping'] } },
    required: ['category'],
  }
  const prompt =
    'Choose one of: billing, refund, shipping.\n\nI was told refunds take a day, but mine was not refunded.'
  expect((await ask(prompt, schema)).data).toEqual({ category: 'refund' })
})

test('fills any usual schema with something that fits', async () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      summary: { type: 'string', minLength: 10, maxLength: 80 },
      invoiceNumber: { type: 'string' },
      amount: { type: 'number', minimum: 0, maximum: 9.5 },
      count: { type: 'integer', exclusiveMinimum: 3, multipleOf: 5 },
      urgent: { type: 'boolean' },
      due: { type: 'string', format: 'date' },
      mail: { type: 'string', format: 'email' },
      site: { type: ['string', 'null'], format: 'uri' },
      kind: { const: 'invoice' },
      either: { anyOf: [{ type: 'null' }, { type: 'integer' }] },
      people: { type: 'array', minItems: 2, items: { $ref: '#/$defs/person' } },
      codes: { type: 'array', minItems: 3, uniqueItems: true, items: { type: 'string' } },
      both: {
        allOf: [{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }, { required: ['b'] }],
      },
    },
    required: ['summary', 'amount', 'people'],
    additionalProperties: false,
    $defs: { person: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
  }
  const prompt =
    'Read:\n\nInvoice number: A-17\nPay 12,345.50 by 2026-12-01 to ada@example.org, please. See https://pay.example.org/x.'
  const { data } = await ask(prompt, schema)
  expect(data).toMatchObject({
    invoiceNumber: 'A-17',
    amount: 9.5,
    urgent: false,
    due: '2026-12-01',
    mail: 'ada@example.org',
    kind: 'invoice',
    people: [{}, {}],
  })
  expect((await ask(prompt, { type: 'array', items: { type: 'number' } })).data).toEqual([17])
})

test('fits patterns, and what stands beside alternatives', async () => {
  const pattern = (text: string) => ({ type: 'string', pattern: text })
  const schema: JsonObject = {
    type: 'object',
    properties: {
      order: pattern('^[A-Z]{3}-\\d{4}$'),
      phone: pattern('^\\+?[0-9]{7,15}$'),
      slug: pattern('^[a-z0-9]+(?:-[a-z0-9]+)*$'),
      kind: pattern('^(low|high)$'),
      colour: pattern('^#[0-9a-fA-F]{6}$'),
      found: pattern('^INV-\\d+$'),
      both: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], anyOf: [{ required: ['b'] }] },
    },
    required: ['order', 'phone', 'slug', 'kind', 'colour', 'found', 'both'],
    additionalProperties: false,
  }
  expect((await ask('Read:\n\nThe bill INV-17 is due.', schema)).data).toMatchObject({ found: 'INV-17' })
})

test('counts about as many tokens as a real tokenizer', async () => {
  const text = readFileSync('electron/engine/models/define-provider.ts', 'utf8')
  for (const sample of [document.repeat(5), text]) {
    const real = await countTokens(sample)
    const { usage } = await ask(sample)
    expect(usage.inputTokens / real).toBeGreaterThan(0.85)
    expect(usage.inputTokens / real).toBeLessThan(1.15)
  }
})

test('keeps to the limit on output tokens, and to its one model', async () => {
  const { client } = testClient()
  const messages = [{ role: 'user' as const, content: document }]
  const short = await client.call({ model: 'demo/demo', messages, maxOutputTokens: 12 }, recordHooks())
  expect(short).toMatchObject({ finishReason: 'length', usage: { outputTokens: 12 } })
  await expect(client.call({ model: 'demo/gpt', messages }, recordHooks())).rejects.toMatchObject({
    info: { code: 'model.unknown-model' },
  })
})

test('stops when it is told to, with what it said so far', async () => {
  const { client } = testClient()
  const cancel = new AbortController()
  const hooks = { ...recordHooks(cancel.signal), onText: () => cancel.abort() }
  const call = client.call({ model: 'demo/demo', messages: [{ role: 'user', content: document }] }, hooks)
  await expect(call).rejects.toMatchObject({
    info: { kind: 'cancelled' },
    paid: { microUsd: 0, usage: { estimated: true } },
  })
})

test('calls each tool once, three at most, with the words of the task, and answers from what they gave', async () => {
  const { client } = testClient({ keyOf: async () => ({ apiKey: null, baseUrl: null }) })
  const properties = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
  const tool = (name: string, schema: JsonObject) => ({ name, description: '', schema })
  const tools = [
    tool('search', { type: 'object', properties: properties('query', 'cursor'), required: ['query'] }),
    tool('add', {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      required: ['a', 'b'],
    }),
    tool('read_file', { type: 'object', properties: properties('path'), required: ['path'] }),
    tool('never', { type: 'object' }),
  ]
  const messages: ChatMessage[] = [{ role: 'user', content: 'What do 2 and 40 make, says notes.md?' }]
  const calls: [string, unknown][] = []
  let reply = await client.call({ model: 'demo/demo', messages, tools }, recordHooks())
  for (; reply.toolCalls; reply = await client.call({ model: 'demo/demo', messages, tools }, recordHooks())) {
    const [call] = reply.toolCalls
    expect(reply).toMatchObject({ finishReason: 'tool-calls', text: '' })
    if (!call) throw new Error('no call')
    calls.push([call.name, JSON.parse(call.arguments)])
    const content = call.name === 'add' ? '{"sum":42}' : `Found by ${call.name}. It is green.`
    messages.push({ role: 'assistant', content: '', toolCalls: reply.toolCalls })
    messages.push({ role: 'tool', content, toolCallId: call.id, toolName: call.name })
  }
  expect(calls).toEqual([
    ['search', { query: 'What do 2 and 40 make, says notes.md?' }],
    ['add', { a: 2, b: 40 }],
    ['read_file', { path: 'notes.md' }],
  ])
  expect(reply.text).toBe(
    '[Demo model, no AI] Found by search. It is green. sum is 42. Found by read_file. It is green.',
  )
  // A person speaks again: the tools are there again.
  messages.push({ role: 'assistant', content: reply.text }, { role: 'user', content: 'And now?' })
  const again = await client.call({ model: 'demo/demo', messages, tools }, recordHooks())
  expect(again.toolCalls).toMatchObject([{ name: 'search', arguments: '{"query":"And now?"}' }])
  const silent = await client.call({ model: 'demo/demo', messages, tools, toolChoice: 'none' }, recordHooks())
  expect(silent.toolCalls).toBeUndefined()
})
