import { isJsonObject, type Json } from '../../../shared/json.ts'
import type { ToolCall, ToolSpec } from '../../../shared/run/model-call.ts'
import type { SentMessage, SentRequest } from './define-provider.ts'
import { argumentsOf, createCallIds, resultText } from './tool-calls.ts'

const opening = '<tool_call>'
const closing = '</tool_call>'

/**
 * The same request for a model that cannot call tools: it is told in words which there are and how to ask for one, and what
 * was asked and given before is told the same way.
 */
export function toTextTools(request: SentRequest): SentRequest {
  const { tools = [], toolChoice, toolProtocol: _, messages, ...rest } = request
  const instructions = toolChoice === 'none' || tools.length === 0 ? [] : [describe(tools, toolChoice === 'required')]
  const leading = messages.findIndex((message) => message.role !== 'system')
  const systems = messages.slice(0, leading < 0 ? messages.length : leading).map((message) => message.content)
  const told = [...systems, ...instructions].filter((text) => text !== '')
  const others = leading < 0 ? [] : messages.slice(leading).map(inWords)
  return {
    ...rest,
    messages: [...(told.length > 0 ? [{ role: 'system' as const, content: told.join('\n\n') }] : []), ...others],
  }
}

function describe(tools: ToolSpec[], isRequired: boolean): string {
  const list = tools.map(
    ({ name, description, schema }) => `- ${name}: ${description}\n  Arguments: ${JSON.stringify(schema)}`,
  )
  const must = isRequired ? 'You must use a tool now.' : 'Where you need none, answer without such a block.'
  return [
    'You can use these tools. Each takes arguments that fit its JSON Schema:',
    list.join('\n'),
    `To use one, write a block like this, exactly so, and then stop; several blocks ask for several tools:\n${opening}\n{"name": "name of the tool", "arguments": {}}\n${closing}`,
    `What a tool gives is told to you afterwards. ${must}`,
  ].join('\n\n')
}

function inWords(message: SentMessage): SentMessage {
  const { role, content, toolCalls = [], toolName = 'tool' } = message
  if (role === 'tool')
    return { role: 'user', content: `<tool_result name="${toolName}">\n${resultText(message)}\n</tool_result>` }
  if (role !== 'assistant') return message
  const blocks = toolCalls.map((call) => {
    return `${opening}\n${JSON.stringify({ name: call.name, arguments: argumentsOf(call) })}\n${closing}`
  })
  return { role, content: [content, ...blocks].filter((text) => text !== '').join('\n') }
}

/**
 * The calls in an answer, and what it says beside them. Models keep to the form as well as they can: blocks that are not
 * closed, fenced JSON, and an answer that is nothing but the JSON of a call are understood too, where they name a tool.
 */
export function readTextTools(
  text: string,
  request: Pick<SentRequest, 'messages' | 'tools'>,
): { text: string; toolCalls: ToolCall[] } {
  const names = new Set((request.tools ?? []).map((tool) => tool.name))
  const idOf = createCallIds(request)
  const toolCalls: ToolCall[] = []
  const take = (whole: string, inside: string, isTagged: boolean): string => {
    const found = readCalls(inside, names, isTagged)
    for (const call of found) toolCalls.push({ id: idOf(), ...call })
    return found.length > 0 ? '' : whole
  }
  let left = text.replace(/<tool_call>([\s\S]*?)(?:<\/tool_call>|(?=<tool_call>)|$)/g, (whole, inside: string) => {
    return take(whole, inside, true)
  })
  if (toolCalls.length === 0) {
    left = left.replace(/```\w*[ \t]*\n([\s\S]*?)\n?```/g, (whole, inside: string) => take(whole, inside, false))
  }
  if (toolCalls.length === 0) left = take(left, left, false)
  return toolCalls.length > 0 ? { text: left.trim(), toolCalls } : { text, toolCalls }
}

type Read = { name: string; arguments: string }

/** `isTagged`: it was meant as a call, so one that is broken is passed on with its arguments as they stand. */
function readCalls(inside: string, names: Set<string>, isTagged: boolean): Read[] {
  const body = inside.trim().replace(/^```\w*\s*|\s*```$/g, '')
  const value = parse(body)
  const read = (Array.isArray(value) ? value : [value]).flatMap((one): Read[] => {
    const of = isJsonObject(one) && isJsonObject(one.function) ? one.function : one
    if (!isJsonObject(of) || typeof of.name !== 'string') return []
    if (!isTagged && !names.has(of.name)) return []
    const given = of.arguments ?? of.parameters ?? of.input ?? {}
    return [{ name: of.name, arguments: typeof given === 'string' ? given : JSON.stringify(given) }]
  })
  if (read.length > 0 || !isTagged) return read
  const name = /"name"\s*:\s*"([^"]+)"/.exec(body)?.[1]
  if (name === undefined) return []
  return [{ name, arguments: /"(?:arguments|parameters|input)"\s*:\s*([\s\S]*)$/.exec(body)?.[1]?.trim() ?? body }]
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** Passes on what an answer says while it is written, up to the first block that asks for a tool. */
export function hideTextTools(onText: (text: string) => void): (text: string) => void {
  let held = ''
  let isOver = false
  return (text) => {
    if (isOver) return
    held += text
    const start = held.indexOf(opening)
    isOver = start >= 0
    // The beginning of a block may have come in part.
    const end = isOver ? start : held.length - partOf(held)
    if (end > 0) onText(held.slice(0, end))
    held = held.slice(end)
  }
}

/** Length of the longest end of a text with which a block may begin. */
function partOf(text: string): number {
  for (let length = Math.min(opening.length - 1, text.length); length > 0; length--) {
    if (opening.startsWith(text.slice(-length))) return length
  }
  return 0
}
