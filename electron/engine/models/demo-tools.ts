import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ModelRequest, ToolCall, ToolSpec } from '../../../shared/run/model-call.ts'
import { fillSchema, hintOf } from './demo-fill.ts'
import { countWords, readSource, type Source, splitSentences } from './demo-source.ts'
import { createCallIds } from './tool-calls.ts'

type Asked = Pick<ModelRequest, 'messages' | 'tools' | 'toolChoice'>

/** Tools it calls for one task. */
const mostCalls = 3
const mostWordsOfOne = 25
const leastProse = 12

/**
 * The tool that the demo model calls next, by a fixed script: each one it was offered, once, in their order, three at most;
 * null where it answers now. What it was told counts from the last time a person spoke.
 */
export function demoCall(request: Asked): ToolCall | null {
  const { messages, tools = [], toolChoice } = request
  if (tools.length === 0 || toolChoice === 'none') return null
  const lastUser = messages.findLastIndex((message) => message.role === 'user')
  const called = messages.slice(lastUser + 1).flatMap((message) => message.toolCalls?.map((call) => call.name) ?? [])
  const left = called.length < mostCalls ? tools.find((tool) => !called.includes(tool.name)) : undefined
  const next = left ?? (toolChoice === 'required' ? tools[0] : undefined)
  if (!next) return null
  const task = messages[lastUser]?.content ?? ''
  return { id: createCallIds(request)(), name: next.name, arguments: JSON.stringify(argumentsFor(next, task)) }
}

/** What it needs to be given, out of the task's words; what may be left out is. */
function argumentsFor({ schema }: ToolSpec, task: string): Json {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const source = readSource(task)
  // The second number of the task is for the second field that wants one.
  const numbers = source.text.match(/(?<![\p{L}\d])-?\d+(\.\d+)?/gu) ?? []
  const entries = required.map((name) => {
    const field = properties[name] ?? {}
    const isNumber = isJsonObject(field) && (field.type === 'number' || field.type === 'integer')
    const text = (isNumber && numbers.shift()) || source.text
    const one: JsonObject = { ...schema, type: 'object', properties: { [name]: field }, required: [name] }
    const filled = fillSchema(one, { ...source, text }, sayShortly)
    return [name, isJsonObject(filled) ? (filled[name] ?? null) : null]
  })
  return Object.fromEntries(entries)
}

/** By the field's name: an address, a file, what stands in quotes, a name; else what was asked, in its own words. */
function sayShortly(schema: JsonObject, path: string[], { text, questions, sentences }: Source): string {
  const wanted = hintOf(schema, path)
  const words = questions[0] ?? sentences[0] ?? text.trim()
  // It has to run, whatever it is good for.
  if (/\bcode\b|javascript/i.test(wanted)) return `return ${JSON.stringify(words)}.split(' ').length`
  if (/url|link|address/i.test(wanted)) return /https?:\/\/[^\s)"'<>]+/.exec(text)?.[0] ?? 'https://example.com/'
  if (/file|path/i.test(wanted)) return /[\w./-]+\.\w{1,5}\b/.exec(text)?.[0] ?? 'demo.txt'
  const isName = !/quer|question|search|text|task|input|message|content|prompt|note|body/i.test(path.at(-1) ?? '')
  const quoted = /["“„]([^"”“]+)["”]/.exec(text)?.[1]
  const named = isName ? (quoted ?? /(?<=[\p{Ll},] )\p{Lu}[\p{L}\d-]+/u.exec(words)?.[0]) : quoted
  return named ?? words.split(/\s+/).slice(0, mostWordsOfOne).join(' ')
}

/** What its tools told it since a person spoke, as something to answer from; null where it called none. */
export function demoFindings({ messages }: Asked): Source | null {
  const lastUser = messages.findLastIndex((message) => message.role === 'user')
  const results = messages.slice(lastUser + 1).filter((message) => message.role === 'tool')
  if (results.length === 0) return null
  const texts = results.map(({ content, isError, toolName }) => {
    const said = proseIn(stringsIn(parse(content)))
    return isError ? `${toolName ?? 'A tool'} failed: ${said}` : said
  })
  // A few words of each, so that all are heard.
  const sentences = texts.flatMap((text) => {
    const own = splitSentences(text)
    const long = own.findIndex((_, index) => countWords(own.slice(0, index + 1).join(' ')) > mostWordsOfOne)
    return own.slice(0, long < 0 ? 2 : Math.max(1, Math.min(long, 2)))
  })
  const text = texts.join('\n\n')
  return { text, title: null, sentences, questions: [], bullets: [] }
}

/** Where one of the texts is prose, that one: names and numbers around it say little. */
function proseIn(texts: string[]): string {
  const longest = texts.toSorted((a, b) => b.length - a.length)[0] ?? ''
  const prose = countWords(longest) >= leastProse ? readSource(longest).sentences.join(' ') : ''
  return prose === '' ? texts.join('\n\n') : prose
}

function parse(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

/** The words in a value: its texts and numbers, each with the name it has. */
function stringsIn(value: Json, name = ''): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  if (typeof value === 'number' || typeof value === 'boolean')
    return [name === '' ? `The result is ${value}.` : `${name} is ${value}.`]
  if (Array.isArray(value)) return value.flatMap((one) => stringsIn(one, name))
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, inner]) => stringsIn(inner, key)) : []
}
