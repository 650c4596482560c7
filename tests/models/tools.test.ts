import { expect, onTestFinished, test } from 'vitest'
import type { ChatMessage, ModelReply, ModelRequest, ToolSpec } from '../../shared/run/model-call.ts'
import { type ScriptedAnswer, scriptedModel, type VendorWire, vendorWires } from '../support/scripted-model.ts'
import { failureOf, recordHooks, testClient } from './test-client.ts'

const weather: ToolSpec = {
  name: 'get_weather',
  description: 'The weather in a city.',
  schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
}
const clock: ToolSpec = { name: 'get_time', description: 'The time now.', schema: { type: 'object' } }

const question: ChatMessage[] = [
  { role: 'system', content: 'Use the tools.' },
  { role: 'user', content: 'How is the weather in Pune and in Goa?' },
]
const pune = { name: 'get_weather', arguments: { city: 'Pune' } }
const goa = { name: 'get_weather', arguments: { city: 'Goa' } }

/** A vendor with a script, and the real client that knows it alone. */
async function vendor(wire: VendorWire, script: ScriptedAnswer[]) {
  const server = await scriptedModel(script, wire)
  onTestFinished(() => server.close())
  const { client } = testClient({ baseUrl: server.url })
  const ask = (messages: ChatMessage[], rest: Partial<ModelRequest> = {}, hooks = recordHooks()) =>
    client.call({ model: server.model, messages, tools: [weather, clock], ...rest }, hooks)
  return { server, ask }
}

/** The answer as the message that the next request begins with. */
function asMessage({ text, toolCalls, carried }: ModelReply): ChatMessage {
  return { role: 'assistant', content: text, ...(toolCalls && { toolCalls }), ...(carried && { carried }) }
}

function resultOf(reply: ModelReply, index: number, content: string, isError = false): ChatMessage {
  const call = reply.toolCalls?.[index]
  return { role: 'tool', content, toolCallId: call?.id, toolName: call?.name, ...(isError && { isError }) }
}

test.each(vendorWires)(
  '%s: tools in parallel, their results and errors go back, and the answer comes',
  async (wire) => {
    const { server, ask } = await vendor(wire, [
      { text: 'I look.', toolCalls: [pune, goa], usage: { inputTokens: 1000, outputTokens: 100 } },
      { text: 'Sunny in Pune.' },
    ])
    const hooks = recordHooks()
    const first = await ask(question, {}, hooks)

    expect(first.finishReason).toBe('tool-calls')
    expect(first.text).toBe('I look.')
    expect(hooks.texts.join('')).toBe('I look.')
    expect(first.toolCalls?.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual([
      ['get_weather', { city: 'Pune' }],
      ['get_weather', { city: 'Goa' }],
    ])
    expect(new Set(first.toolCalls?.map((call) => call.id)).size).toBe(2)
    expect(first.usage).toMatchObject({ inputTokens: 1000, outputTokens: 100 })
    expect(first.microUsd).toBeGreaterThan(0)
    expect(server.asked[0]).toMatchObject({
      model: server.model.split('/')[1],
      instructions: 'Use the tools.',
      tools: [
        { name: 'get_weather', description: 'The weather in a city.' },
        { name: 'get_time', schema: { type: 'object', properties: {} } },
      ],
      toolChoice: null,
    })

    const second = await ask([
      ...question,
      asMessage(first),
      resultOf(first, 0, 'Sunny, 31 degrees.'),
      resultOf(first, 1, 'No such city.', true),
    ])
    expect(second).toMatchObject({ text: 'Sunny in Pune.', finishReason: 'stop' })
    expect(second.toolCalls).toBeUndefined()
    const turns = server.asked[1]?.turns ?? []
    expect(turns.map((turn) => turn.role)).toEqual(['user', 'assistant', 'tool'])
    expect(turns[1]?.text).toBe('I look.')
    expect(turns[1]?.calls.map((call) => call.input)).toEqual([{ city: 'Pune' }, { city: 'Goa' }])
    const results = turns[2]?.results ?? []
    expect(results.map((result) => result.isError)).toEqual([false, true])
    expect(results[0]?.text).toBe('Sunny, 31 degrees.')
    expect(results[1]?.text).toContain('No such city.')
  },
)

test.each(vendorWires)('%s: a call without arguments, and a third turn', async (wire) => {
  const { server, ask } = await vendor(wire, [
    { toolCalls: [{ name: 'get_time', arguments: {} }] },
    { toolCalls: [{ name: 'get_time', arguments: {} }, pune], chunks: 5 },
    { text: 'Noon.' },
  ])
  const first = await ask(question)
  expect(first.toolCalls).toMatchObject([{ name: 'get_time', arguments: '{}' }])
  const soFar = [...question, asMessage(first), resultOf(first, 0, '12:00')]
  const second = await ask(soFar)
  const ids = [...(first.toolCalls ?? []), ...(second.toolCalls ?? [])].map((call) => call.id)
  expect(new Set(ids).size).toBe(3)
  const last = await ask([
    ...soFar,
    asMessage(second),
    resultOf(second, 0, '12:01'),
    resultOf(second, 1, 'Sunny.'),
    { role: 'user', content: 'And?' },
  ])
  expect(last.text).toBe('Noon.')
  expect(server.asked[2]?.turns.map((turn) => turn.role)).toEqual([
    'user',
    'assistant',
    'tool',
    'assistant',
    'tool',
    'user',
  ])
})

test.each(vendorWires)('%s: arguments that are no JSON are passed on as they are, and can go back', async (wire) => {
  const { server, ask } = await vendor(wire, [
    { toolCalls: [{ name: 'get_weather', arguments: '{"city": "Pu' }], chunks: 2 },
    { text: 'Sorry.' },
  ])
  const reply = await ask(question)
  // Google's own format knows no malformed arguments: it says that there was a call it could not read, or sends none.
  expect(reply.toolCalls?.[0]?.arguments).toBe(wire === 'gemini' ? '{}' : '{"city": "Pu')
  await ask([...question, asMessage(reply), resultOf(reply, 0, 'Those are not arguments.', true)])
  expect(server.asked[1]?.turns.at(-1)?.results).toMatchObject([{ isError: true }])
})

test.each(vendorWires)('%s: what was thought before a call comes along, and goes back with it', async (wire) => {
  const { server, ask } = await vendor(wire, [
    { reasoning: 'They ask of a city.', text: 'I look.', toolCalls: [pune, goa] },
    { text: 'Sunny.', reasoning: 'Nice.' },
  ])
  const hooks = recordHooks()
  const first = await ask(question, { reasoning: 'low', maxOutputTokens: 4_000 }, hooks)
  expect(hooks.reasoning.join('')).toBe('They ask of a city.')
  expect(first.carried?.provider).toBe(server.model.split('/')[0])
  const results = [resultOf(first, 0, 'Sunny.'), resultOf(first, 1, 'Rain.')]
  const messages = [...question, asMessage(first), ...results]
  await ask(messages, { reasoning: 'low', maxOutputTokens: 4_000 })
  const [, asked, answered] = server.asked[1]?.turns ?? []
  expect(asked).toMatchObject({ role: 'assistant', text: 'I look.', hasReasoning: true })
  expect(asked?.calls).toHaveLength(2)
  expect(answered?.results.map((result) => result.text)).toEqual(['Sunny.', 'Rain.'])
})

test.each(vendorWires)('%s: calls that another vendor’s model made go along without its seals', async (wire) => {
  const { server, ask } = await vendor(wire, [{ text: 'Sunny.' }])
  const call = { id: 'other_1', name: 'get_weather', arguments: '{"city":"Pune"}' }
  const answer: ChatMessage = { role: 'assistant', content: '', toolCalls: [call] }
  const carried = {
    provider: 'another',
    data: { items: [{ type: 'reasoning' }], blocks: [], parts: [], thoughts: { reasoning: 'x' } },
  }
  await ask([
    ...question,
    { ...answer, carried },
    { role: 'tool', content: 'Sunny.', toolCallId: 'other_1', toolName: 'get_weather' },
  ])
  expect(server.asked[0]?.turns[1]).toMatchObject({ calls: [{ name: 'get_weather', input: { city: 'Pune' } }] })
})

test.each(vendorWires)('%s: a refusal and a cut say so, with what they cost', async (wire) => {
  const usage = { inputTokens: 100, outputTokens: 20 }
  const { ask } = await vendor(wire, [
    { text: 'I cannot help with that.', finish: 'refusal', usage },
    { text: 'Half of', toolCalls: [{ name: 'get_weather', arguments: '{"ci' }], finish: 'length', usage },
  ])
  const refused = await failureOf(ask(question))
  expect(refused).toMatchObject({ info: { code: 'model.content-filter' }, paid: { usage } })
  expect(await ask(question)).toMatchObject({ finishReason: 'length', text: 'Half of', usage })
})

test.each(vendorWires)('%s: cached and thought tokens are billed as what they are', async (wire) => {
  const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 300, reasoningTokens: 200 }
  const { ask } = await vendor(wire, [{ toolCalls: [pune], usage }])
  const { usage: billed, price, microUsd } = await ask(question)
  expect(billed).toEqual(usage)
  if (!price || microUsd === null) throw new Error('its price is known')
  const { inputUsdPerMillion, cachedInputUsdPerMillion, outputUsdPerMillion } = price
  const expected =
    600 * (inputUsdPerMillion ?? 0) + 400 * (cachedInputUsdPerMillion ?? 0) + 300 * (outputUsdPerMillion ?? 0)
  expect(microUsd).toBe(Math.round(expected))
})

test.each(vendorWires)(
  '%s: a cancel in the middle of a call reaches the socket, and what had come is paid',
  async (wire) => {
    const server = await scriptedModel([], wire)
    onTestFinished(() => server.close())
    const { clientLeft } = server.answer({
      text: 'I look',
      toolCalls: [pune],
      chunks: 4,
      stopAfter: { pieces: 5, by: 'hold' },
    })
    const { client } = testClient({ baseUrl: server.url })
    const stop = new AbortController()
    const said: string[] = []
    const hooks = { ...recordHooks(stop.signal), onText: (text: string) => void said.push(text) }
    const failing = failureOf(client.call({ model: server.model, messages: question, tools: [weather] }, hooks))
    await expect.poll(() => said.join(''), { timeout: 5_000 }).toBe('I look')
    stop.abort()
    expect(await failing).toMatchObject({ info: { kind: 'cancelled' }, paid: { text: 'I look' } })
    await clientLeft
  },
)

test.each(vendorWires)(
  '%s: an answer by schema beside tools: a call is no answer, and what comes after is read',
  async (wire) => {
    const { server, ask } = await vendor(wire, [{ toolCalls: [pune] }, { text: '{"mood":"good"}' }])
    const schema = {
      type: 'object',
      properties: { mood: { type: 'string', enum: ['good', 'bad'] } },
      required: ['mood'],
      additionalProperties: false,
    }
    const output = { name: 'mood', schema }
    const first = await ask(question, { output })
    expect(first.data).toBeUndefined()
    const second = await ask([...question, asMessage(first), resultOf(first, 0, 'Sunny.')], { output })
    expect(second.data).toEqual({ mood: 'good' })
    expect(server.asked[1]?.schema).toMatchObject({ properties: { mood: { enum: ['good', 'bad'] } } })
  },
)

test.each(vendorWires)('%s: tools can be demanded, and forbidden', async (wire) => {
  const { server, ask } = await vendor(wire, [{ toolCalls: [pune] }, { text: 'No.' }])
  await ask(question, { toolChoice: 'required' })
  await ask(question, { toolChoice: 'none' })
  expect(server.asked.map((asked) => asked.toolChoice)).toEqual(['required', 'none'])
})

test('ids that a server leaves out, or gives twice, are made by place: the same answer gives the same', async () => {
  const none = (one: typeof pune) => ({ ...one, id: null })
  const script = [
    { toolCalls: [none(pune), none(goa)] },
    {
      toolCalls: [
        { ...pune, id: 'x' },
        { ...goa, id: 'x' },
      ],
    },
  ]
  const { ask } = await vendor('openai-chat', script)
  const first = await ask(question)
  expect(first.toolCalls?.map((call) => call.id)).toEqual(['call_0_0', 'call_0_1'])
  const second = await ask([...question, asMessage(first), resultOf(first, 0, 'a'), resultOf(first, 1, 'b')])
  const [one, other] = second.toolCalls ?? []
  expect(one?.id).toBe('x')
  expect(other?.id).not.toBe('x')
})
