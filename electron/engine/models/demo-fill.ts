import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { plainText, prose, type Source } from './demo-source.ts'

/** `say`: what a text is filled with where no rule finds anything. */
type Filling = { source: Source; root: JsonObject; say(schema: JsonObject, path: string[], source: Source): string }

/** A value that fits the schema, taken from a text by simple rules. */
export function fillSchema(
  schema: JsonObject,
  source: Source,
  say: Filling['say'] = (_schema, _path, all) => prose(all),
): Json {
  return fill(schema, [], { source, root: schema, say })
}

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
      return fitLength(fillText(schema, path, filling), schema)
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

function fillText(schema: JsonObject, path: string[], { source, say }: Filling): string {
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
  return say(schema, path, source)
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
export function hintOf(schema: JsonObject, path: string[]): string {
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
