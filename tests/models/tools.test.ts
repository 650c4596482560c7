import { expect, onTestFinished, test } from 'vitest'
import type { ChatMessage, ModelReply, ModelRequest, ToolSpec } from '../../shared/run/model-call.ts'
import { type ScriptedAnswer, scriptedModel, type VendorWire, vendorWires } from '../support/scripted-model.ts'

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
