import { expect, onTestFinished, test } from 'vitest'
import { hideTextTools, readTextTools } from '../../electron/engine/models/text-tools.ts'
import type { ChatMessage } from '../../shared/run/model-call.ts'
import { scriptedModel, vendorWires } from '../support/scripted-model.ts'
import { recordHooks, testClient } from './test-client.ts'

const tools = [{ name: 'look', description: 'Looks something up.', schema: { type: 'object' } }]
const request = { messages: [{ role: 'user' as const, content: 'Hi' }], tools }
const read = (text: string) => readTextTools(text, request)
const call = (args: string, id = 'call_0_0') => ({ id, name: 'look', arguments: args })

test('calls are read out of blocks, closed or not, one or several', () => {
  expect(read('I look.\n<tool_call>\n{"name": "look", "arguments": {"q": "a"}}\n</tool_call>')).toEqual({
    text: 'I look.',
    toolCalls: [call('{"q":"a"}')],
  })
  expect(read('<tool_call>{"name":"look","arguments":{}}</tool_call><tool_call>{"name":"look"}').toolCalls).toEqual([
    call('{}'),
    call('{}', 'call_0_1'),
  ])
  expect(read('<tool_call>\n```json\n{"name":"look","parameters":{"q":1}}\n```\n</tool_call>').toolCalls).toEqual([
    call('{"q":1}'),
  ])
  // One that nobody offered is passed on, to be told that there is none.
  expect(read('<tool_call>{"name":"fly","arguments":{}}</tool_call>').toolCalls).toMatchObject([{ name: 'fly' }])
})

test('and out of fenced or bare JSON where it names a tool', () => {
  expect(read('So:\n```json\n{"name":"look","arguments":{"q":"a"}}\n```\nThat is it.')).toEqual({
    text: 'So:\n\nThat is it.',
    toolCalls: [call('{"q":"a"}')],
  })
  expect(read('{"name":"look","arguments":"{\\"q\\":2}"}').toolCalls).toEqual([call('{"q":2}')])
  expect(read('{"function":{"name":"look","arguments":{}}}').toolCalls).toEqual([call('{}')])
})

test('what is no call stays the answer it is', () => {
  for (const text of ['Hello.', '{"name":"Ada","age":3}', '```json\n{"name":"Ada"}\n```', '[1,2]', 'a <tool_call> b']) {
    expect(read(text)).toEqual({ text, toolCalls: [] })
  }
})

test('a broken call is passed on with its arguments as they stand', () => {
  expect(read('<tool_call>{"name": "look", "arguments": {"q": "a</tool_call>').toolCalls).toEqual([call('{"q": "a')])
})

test('the block is not shown while it is written, however it is cut', () => {
  const text = 'A < b, so I look.\n<tool_call>{"name":"look"}</tool_call>'
  for (const size of [1, 2, 3, 7, 100]) {
    const shown: string[] = []
    const show = hideTextTools((piece) => void shown.push(piece))
    for (let start = 0; start < text.length; start += size) show(text.slice(start, start + size))
    expect(shown.join('')).toBe('A < b, so I look.\n')
  }
})

test.each(vendorWires)('%s: a model without tools is told of them in words, and its words are calls', async (wire) => {
  const server = await scriptedModel(
    [{ text: 'I look.\n<tool_call>\n{"name":"look","arguments":{"q":"a"}}\n</tool_call>' }, { text: 'Found.' }],
    wire,
  )
  onTestFinished(() => server.close())
  const { client } = testClient({ baseUrl: server.url })
  const messages: ChatMessage[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Where?' },
  ]
  const hooks = recordHooks()
  const ask = () => client.call({ model: server.model, messages, tools, toolProtocol: 'text' }, hooks)
  const first = await ask()
  expect(first).toMatchObject({ text: 'I look.', finishReason: 'tool-calls', toolCalls: [call('{"q":"a"}')] })
  expect(hooks.texts.join('').trim()).toBe('I look.')
  expect(server.asked[0]?.tools).toEqual([])
  expect(server.asked[0]?.instructions).toContain('- look: Looks something up.')

  messages.push({ role: 'assistant', content: first.text, toolCalls: first.toolCalls })
  messages.push({ role: 'tool', content: 'No.', toolCallId: 'call_0_0', toolName: 'look', isError: true })
  expect((await ask()).text).toBe('Found.')
  const [, asked, told] = server.asked[1]?.turns ?? []
  expect(asked?.text).toBe('I look.\n<tool_call>\n{"name":"look","arguments":{"q":"a"}}\n</tool_call>')
  expect(told).toMatchObject({ role: 'user', text: '<tool_result name="look">\nError: No.\n</tool_result>' })
})

test('a server that cannot do tools says so, with what helps', async () => {
  const server = await scriptedModel([
    { status: 400, body: { error: { message: 'registry.ollama.ai/library/gemma:2b does not support tools' } } },
  ])
  onTestFinished(() => server.close())
  const { client } = testClient({ baseUrl: server.url })
  const failing = client.call({ model: 'ollama/gemma:2b', messages: request.messages, tools }, recordHooks())
  await expect(failing).rejects.toMatchObject({
    info: { kind: 'user', code: 'model.no-tools', hint: expect.stringContaining('plain text') },
  })
})
