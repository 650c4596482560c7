import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { defineProvider, type ModelPart, type ProviderContext } from './define-provider.ts'

/**
 * A stand-in for a model, so that every workflow runs offline and free of charge. It understands nothing: it copies the
 * title and first sentences out of what it is given, and fills schemas by simple rules. The same prompt gives the same answer.
 */
export default defineProvider({
  id: 'demo',
  title: 'Demo model (offline, no AI)',
  summary:
    'Not an AI: copies sentences out of the prompt, so that workflows can be tried offline. Nothing leaves the machine.',
  key: 'none',
  baseUrl: '',
  priceId: null,
  isStandIn: true,
  concurrency: 8,
  defaultModel: 'demo',
  models: [{ id: 'demo', title: 'Demo model (offline, no AI)' }],
  stream,
})

const label = '[Demo model, no AI] '
const maxSummaryWords = 60
const maxChunks = 6
const pauseMs = 3

async function* stream(context: ProviderContext, request: ModelRequest): AsyncIterable<ModelPart> {
  if (request.model !== 'demo') {
    throw userError(
      'model.unknown-model',
      `The demo provider has no model "${request.model}". Its only one is demo/demo.`,
    )
  }
  const source = readSource(request)
  const whole = request.output
    ? JSON.stringify(fill(request.output.schema, [], { source, root: request.output.schema }))
    : prose(source)
  const text = request.maxOutputTokens ? firstTokens(whole, request.maxOutputTokens) : whole
  const size = Math.max(20, Math.ceil(text.length / maxChunks))
  for (let start = 0; start < text.length; start += size) {
    await context.sleep(pauseMs)
    yield { type: 'text', text: text.slice(start, start + size) }
  }
  const prompt = request.messages.map((message) => message.content).join('\n')
  const usage = {
    inputTokens: countTokens(prompt) + (request.output ? countTokens(JSON.stringify(request.output.schema)) : 0),
    cachedInputTokens: 0,
    outputTokens: countTokens(text),
    reasoningTokens: 0,
  }
  yield { type: 'finish', reason: text === whole ? 'stop' : 'length', usage, model: 'demo' }
}

// --- What the prompt is about ---

type Source = { text: string; title: string | null; sentences: string[]; questions: string[]; bullets: string[] }

/** The document inside the prompt: from its first heading on, else without a leading instruction. */
function readSource({ messages }: ModelRequest): Source {
  const prompt = messages.findLast((message) => message.role === 'user')?.content ?? messages[0]?.content ?? ''
  const heading = /^#{1,6}[ \t]+\S.*$/m.exec(prompt)
  // Fenced code is not what a document says.
  const text = (heading ? prompt.slice(heading.index) : withoutInstruction(prompt)).replace(
    /^(```|~~~)[\s\S]*?^\1/gm,
    '',
  )
  const lines = text.split('\n')
  const plain = lines.map(plainText)
  let inProse = true
  const body = lines
    .map((line, index) => {
      // A line that goes on under a list item or a quote belongs to it.
      if (/^\s*(#|\||>|[-*+]\s|\d+[.)]\s|---|===|!\[|<\/?\w)/.test(line)) inProse = false
      else if (line.trim() === '' || /^#|^[|>]/.test(lines[index - 1] ?? '')) inProse = true
      return inProse ? plain[index] : ''
    })
    .join('\n')
  const sentences = splitSentences(body)
  return {
    text,
    title: heading ? plainText(heading[0]) : null,
    sentences: sentences.length > 0 ? sentences : splitSentences(plain.join('\n')),
    questions: [...new Set(splitSentences(plain.join('\n\n')).filter(isOpenQuestion))],
    bullets: lines.filter((line) => /^\s*([-*+]|\d+[.)])\s+\S/.test(line)).map(plainText),
  }
}

/** A question of some words: "No key?" is a figure of speech. */
function isOpenQuestion(sentence: string): boolean {
  return sentence.endsWith('?') && countWords(sentence) >= 3
}

/** "Summarise this:" and the like: a first paragraph with more text after it that ends in a colon or is a short command. */
function withoutInstruction(prompt: string): string {
  const [first = '', ...rest] = prompt.trim().split(/\n\s*\n/)
  const isInstruction = first.endsWith(':') || first.split(/\s+/).length <= 25
  if (rest.length > 0 && isInstruction) return rest.join('\n\n')
  return prompt.trim().replace(/^[^\n.?!]{1,120}:\s+(?=\S)/, '')
}

/** One line of Markdown as a reader sees it. */
function plainText(line: string): string {
  return line
    .replace(/^\s*(#{1,6}|[-*+]|\d+[.)]|>)\s+(\[[ x]\]\s+)?/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1')
    .replace(/\|/g, ' ')
    .trim()
}

function splitSentences(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?…])["')\]]*\s+(?=["'([]?[\p{Lu}\d])/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence))
}

function prose(source: Source): string {
  return label + summarize(source)
}

/** The title and as many first sentences as fit into 60 words. */
function summarize({ title, sentences, text }: Source): string {
  const parts = title ? [/[.!?:]$/.test(title) ? title : `${title}.`] : []
  for (const sentence of sentences) {
    if (countWords([...parts, sentence].join(' ')) > maxSummaryWords) break
    parts.push(sentence)
  }
  if (parts.length > 0) return parts.join(' ')
  const words = (sentences[0] ?? text).split(/\s+/).filter(Boolean)
  return words.length > maxSummaryWords
    ? `${words.slice(0, maxSummaryWords - 1).join(' ')} …`
    : words.join(' ') || 'Nothing was given.'
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length
}

// --- Structured output ---

type Filling = { source: Source; root: JsonObject }

/** A value that fits the schema, taken from the prompt where a simple rule finds something. `path` ends in the field's name. */
function fill(schema: Json | undefined, path: string[], filling: Filling): Json {
  if (!isJsonObject(schema) || path.length > 12) return null
  if (typeof schema.$ref === 'string') return fill(resolveRef(schema.$ref, filling.root), [...path, ''], filling)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return closestOption(schema.enum, filling.source.text)
  const { anyOf, oneOf, allOf, ...rest } = schema
  const options = anyOf ?? oneOf
  if (Array.isArray(options)) {
    const option = options.find((one) => isJsonObject(one) && one.type !== 'null') ?? null
    return fill(
      isJsonObject(option) && Object.keys(rest).length > 0 ? mergeSchemas([rest, option]) : option,
      path,
      filling,
    )
  }
  if (Array.isArray(allOf)) return fill(mergeSchemas([rest, ...allOf]), path, filling)
  const types = Array.isArray(schema.type) ? schema.type.filter((type) => type !== 'null') : [schema.type]
  switch (types[0] ?? (schema.properties ? 'object' : 'string')) {
    case 'object':
      return fillObject(schema, path, filling)
    case 'array':
      return fillArray(schema, path, filling)
    case 'number':
    case 'integer':
      return fillNumber(schema, types[0] === 'integer', labelledValue(path, filling.source) ?? filling.source.text)
    case 'boolean':
      return false
    case 'null':
    case undefined:
      return null
    default:
      return fitLength(fillText(schema, path, filling.source), schema)
  }
}

function fillObject(schema: JsonObject, path: string[], filling: Filling): JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const names = new Set([...Object.keys(properties), ...required])
  const rest = isJsonObject(schema.additionalProperties) ? schema.additionalProperties : { type: 'string' }
  return Object.fromEntries(
    Array.from(names, (name) => [name, fill(properties[name] ?? rest, [...path, name], filling)]),
  )
}

function fillArray(schema: JsonObject, path: string[], filling: Filling): Json[] {
  const { source } = filling
  const items = isJsonObject(schema.items) ? schema.items : { type: 'string' }
  const min = typeof schema.minItems === 'number' ? schema.minItems : 0
  const max = typeof schema.maxItems === 'number' ? schema.maxItems : 20
  const wanted = hintOf(schema, path)
  const isPlainText = items.type === 'string' && !items.enum && !items.format
  let values: Json[]
  if (isPlainText && /question/i.test(wanted)) values = source.questions
  else if (isPlainText && /tag|keyword|topic|label|categor/i.test(wanted)) values = frequentWords(source.text)
  else if (isPlainText) values = (source.bullets.length > 0 ? source.bullets : source.sentences).slice(0, 5)
  else values = [fill(items, path, filling)]
  const fitting = values.slice(0, max).map((value) => (typeof value === 'string' ? fitLength(value, items) : value))
  while (fitting.length < min) {
    const value = fill(items, path, filling)
    fitting.push(schema.uniqueItems === true && typeof value === 'string' ? `${value} ${fitting.length + 1}` : value)
  }
  return schema.uniqueItems === true ? [...new Set(fitting)] : fitting
}

function fillNumber(schema: JsonObject, isInteger: boolean, text: string): number {
  const found = Number(/(?<![\p{L}\d])-?\d+(\.\d+)?/u.exec(text.replace(/(\d),(?=\d{3})/g, '$1'))?.[0] ?? 0)
  const step = typeof schema.multipleOf === 'number' ? schema.multipleOf : isInteger ? 1 : 0
  const tiny = step || 1e-6
  const read = (key: string) => (typeof schema[key] === 'number' ? schema[key] : null)
  const [above, below] = [read('exclusiveMinimum'), read('exclusiveMaximum')]
  const min = read('minimum') ?? (above === null ? -Infinity : above + tiny)
  const max = read('maximum') ?? (below === null ? Infinity : below - tiny)
  const inside = Math.min(Math.max(found, min), max)
  if (step === 0) return inside
  const stepped = Math.floor(inside / step) * step
  return stepped < min ? stepped + step : stepped
}

const formatExamples: Record<string, [pattern: RegExp, fallback: string]> = {
  date: [/\b\d{4}-\d\d-\d\d\b/, '1970-01-01'],
  'date-time': [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/, '1970-01-01T00:00:00Z'],
  time: [/\b\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/, '00:00:00Z'],
  email: [/[\w.+-]+@[\w-]+(\.[\w-]+)+/, 'demo@example.com'],
  uri: [/https?:\/\/[^\s)"'<>]+/, 'https://example.com/'],
  uuid: [/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/i, '00000000-0000-0000-0000-000000000000'],
}

function fillText(schema: JsonObject, path: string[], source: Source): string {
  if (typeof schema.pattern === 'string') return fillPattern(schema.pattern, source.text)
  const example = typeof schema.format === 'string' ? formatExamples[schema.format] : undefined
  if (example) return example[0].exec(source.text)?.[0] ?? example[1]
  const labelled = labelledValue(path, source)
  if (labelled) return plainText(labelled)
  const wanted = hintOf(schema, path)
  // A quote is worth nothing unless it is one.
  if (/^quote$/i.test(path.at(-1) ?? '')) return source.sentences[0] ?? ''
  if (/title|name|heading|subject/i.test(wanted)) return source.title ?? source.sentences[0] ?? 'Untitled'
  if (/question/i.test(wanted)) return source.questions[0] ?? ''
  return prose(source)
}

/** What the text has of that form, else a text of that form; the pattern itself where it asks for more than the usual. */
function fillPattern(pattern: string, text: string): string {
  const whole = new RegExp(pattern, 'u')
  const found = text.split(/[\s,;()"']+/).find((word) => word !== '' && whole.test(word))
  if (found !== undefined) return found
  return samplesOf(pattern).find((sample) => whole.test(sample)) ?? pattern
}

/** One piece of a pattern and how often it stands there: a class, a group, an escape or a character. */
const patternPiece = /(\[\^?[^\]]*\]|\((?:[^()]|\([^()]*\))*\)|\\.|[^\\])(\{\d+(?:,\d*)?\}|[*+?])?/gu

/** Texts that fit a pattern of classes, groups, alternatives and counts; one for each kind of character tried. */
function samplesOf(pattern: string): string[] {
  return ['A', 'a', '1', '0', '-', '_'].map((wanted) => sampleOf(pattern, wanted))
}

function sampleOf(pattern: string, wanted: string): string {
  if (/^\((?:[^()]|\([^()]*\))*\)$/.test(pattern))
    return sampleOf(pattern.slice(1, -1).replace(/^\?(:|<\w+>)/, ''), wanted)
  const [first = ''] = pattern.split(/\|(?![^(]*\))/)
  const pieces = Array.from(first.matchAll(patternPiece), ([, piece = '', count = '']) => {
    if (piece === '^' || piece === '$') return ''
    const least = count === '' || count === '+' ? 1 : Number(/\d+/.exec(count)?.[0] ?? 0)
    return (piece.startsWith('(') ? sampleOf(piece, wanted) : characterOf(piece, wanted)).repeat(least)
  })
  return pieces.join('')
}

function characterOf(piece: string, wanted: string): string {
  if (piece === '.') return wanted
  if (!piece.startsWith('[') && !/^\\[dDwWsS]/.test(piece)) return piece.replace(/^\\/, '')
  const fits = new RegExp(`^${piece}$`, 'u')
  return [wanted, ...'Aa1 -_.'].find((character) => fits.test(character)) ?? wanted
}

/** "Invoice number: 17" answers a field called invoiceNumber or invoice_number. */
function labelledValue(path: string[], { text }: Source): string | null {
  const words = (path.at(-1) ?? '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean)
  if (words.length === 0) return null
  const label = words.map(escapeRegExp).join('[\\s_-]+')
  return new RegExp(`^\\W*${label}\\W*:[ \\t]*(\\S.*)$`, 'im').exec(text)?.[1] ?? null
}

/** What a field is about: its name, and what its schema says of it. */
function hintOf(schema: JsonObject, path: string[]): string {
  return [path.at(-1), schema.title, schema.description].filter(Boolean).join(' ')
}

function fitLength(text: string, schema: JsonObject): string {
  const cut = typeof schema.maxLength === 'number' ? text.slice(0, schema.maxLength) : text
  return typeof schema.minLength === 'number' ? cut.padEnd(schema.minLength, '.') : cut
}

/** The option whose words the text uses most; word beginnings count, so that "refunds" speaks for "refund". */
function closestOption(options: Json[], text: string): Json {
  const words: string[] = text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
  const score = (option: Json) => {
    const stems = (
      String(option)
        .toLowerCase()
        .match(/[\p{L}\d]{2,}/gu) ?? []
    ).map((word) => word.slice(0, Math.max(4, word.length - 3)))
    return stems.reduce((sum, stem) => sum + words.filter((word) => word.startsWith(stem)).length, 0)
  }
  return options.reduce((best, option) => (score(option) > score(best) ? option : best), options[0] ?? null)
}

function frequentWords(text: string): string[] {
  const counts = new Map<string, number>()
  for (const word of text.toLowerCase().match(/\p{L}{6,}/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .toSorted(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([word]) => word)
}

function resolveRef(ref: string, root: JsonObject): Json | undefined {
  const keys = ref.replace(/^#\/?/, '').split('/').filter(Boolean)
  return keys.reduce<Json | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), root)
}

function mergeSchemas(schemas: Json[]): JsonObject {
  const parts = schemas.filter(isJsonObject)
  const properties = Object.assign({}, ...parts.map((part) => part.properties))
  return {
    ...Object.assign({}, ...parts),
    properties,
    required: parts.flatMap((part) => (Array.isArray(part.required) ? part.required : [])),
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

// --- Tokens ---

/** Pieces of words, numbers and marks: within a tenth or so of a real tokenizer on prose, without loading its vocabulary. */
const tokenPattern = / ?\p{L}{1,9}|\p{L}+|\d{1,3}|[^\s\p{L}\d]{1,2}|\s+(?=\s|$)/gu

function countTokens(text: string): number {
  return text.match(tokenPattern)?.length ?? 0
}

function firstTokens(text: string, limit: number): string {
  let tokens = 0
  for (const match of text.matchAll(tokenPattern)) if (++tokens > limit) return text.slice(0, match.index)
  return text
}
