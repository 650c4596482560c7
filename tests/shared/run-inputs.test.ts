import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../shared/json.ts'
import { parseRunInputs, runInputs } from '../../shared/workflow/run-inputs.ts'

function parse(declared: JsonObject[], given: JsonObject): JsonObject {
  return parseRunInputs(runInputs.parse(declared), given)
}
function parseOne(type: string, value: Json, more: JsonObject = {}): Json | undefined {
  return parse([{ name: 'it', type, ...more }], { it: value }).it
}

test.each<[string, Json, Json]>([
  ['text', 'tea', 'tea'],
  ['text', 5, '5'],
  ['long-text', 'a\nb', 'a\nb'],
  ['folder', './docs', './docs'],
  ['number', '4.5', 4.5],
  ['number', -2, -2],
  ['boolean', 'Yes', true],
  ['boolean', '0', false],
  ['boolean', false, false],
  ['choice', 'M', 'M'],
  ['list', '["a", 1]', ['a', 1]],
  ['list', 'a, b,,c', ['a', 'b', 'c']],
  ['list', 'a, b\r\nc\n', ['a, b', 'c']],
  ['list', [1], [1]],
  ['object', '{"a": 1}', { a: 1 }],
  ['object', { a: 1 }, { a: 1 }],
])('%s takes %j', (type, value, wanted) => {
  expect(parseOne(type, value, { choices: ['S', 'M'] })).toEqual(wanted)
})

test.each<[string, Json, string]>([
  ['text', ['a'], 'must be text, but it is a list of 1.'],
  ['number', 'many', 'must be a number, but it is “many”.'],
  ['number', ' ', 'must be a number, but it is “ ”.'],
  ['number', 'Infinity', 'must be a number'],
  ['number', true, 'must be a number, but it is true.'],
  ['boolean', 'maybe', 'must be yes or no, but it is “maybe”.'],
  ['choice', 'XL', 'must be one of “S”, “M”, but it is “XL”.'],
  ['list', '[1,', 'must be a list written as JSON'],
  ['list', { a: 1 }, 'must be a list, but it is an object.'],
  ['object', 'a=1', 'must be an object written as JSON, but it is “a=1”.'],
  ['object', '[1]', 'must be an object, but it is “[1]”.'],
])('%s refuses %j', (type, value, message) => {
  expect(() => parseOne(type, value, { choices: ['S', 'M'] })).toThrow(`The input \`it\` ${message}`)
})

test('errors name the input, and a long value is cut', () => {
  expect(() => parseOne('number', 'x'.repeat(500))).toThrow(
    expect.objectContaining({
      info: expect.objectContaining({
        kind: 'user',
        code: 'inputs.wrong-type',
        field: 'inputs.it',
        message: `The input \`it\` must be a number, but it is “${'x'.repeat(60)}…”.`,
      }),
    }),
  )
})

test('what is left out or empty gets its default, typed as well', () => {
  const declared = [
    { name: 'folder', type: 'folder', default: '.' },
    { name: 'count', type: 'number', default: '3' },
    { name: 'off', type: 'boolean', default: true },
  ]
  expect(parse(declared, {})).toEqual({ folder: '.', count: 3, off: true })
  expect(parse(declared, { folder: '', count: null, off: false })).toEqual({ folder: '.', count: 3, off: false })
})

test('without a default it gets the empty value of its type', () => {
  const types = ['text', 'long-text', 'number', 'boolean', 'choice', 'list', 'object', 'folder', 'file']
  const declared = types.map((type) => ({ name: type.replace('-', '_'), type, choices: ['a'] }))
  expect(parse(declared, {})).toEqual({
    ...{ text: '', long_text: '', number: null, boolean: false, choice: null, list: [], object: null },
    ...{ folder: null, file: null },
  })
})

test('a required one must be there; a default is enough', () => {
  const declared = [{ name: 'topic', title: 'What about?', required: true }]
  expect(() => parse(declared, {})).toThrow('The input `topic` is required.')
  expect(() => parse(declared, { topic: '' })).toThrow('is required')
  expect(parse(declared, { topic: 'tea' })).toEqual({ topic: 'tea' })
  expect(parse([{ name: 'topic', required: true, default: 'tea' }], {})).toEqual({ topic: 'tea' })
})

test('a name nobody declared is refused, with what was probably meant', () => {
  expect(() => parse([{ name: 'folder' }, { name: 'output' }], { fodler: '.' })).toThrow(
    expect.objectContaining({
      info: expect.objectContaining({
        message: 'This workflow has no input called `fodler`. It takes: folder, output.',
        hint: 'Did you mean `folder`?',
        field: 'inputs.fodler',
      }),
    }),
  )
  expect(() => parse([], { x: 1 })).toThrow('It takes no inputs.')
  expect(() => parse([{ name: 'a' }], { toString: 1 })).toThrow('no input called `toString`')
})

test('an input called like something every object has is just an input', () => {
  expect(parse([{ name: 'constructor' }], {})).toEqual({ constructor: '' })
})
