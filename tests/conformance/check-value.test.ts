import Ajv from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../shared/json.ts'
import { checkValue, type Reading, type Schema } from './check-value.ts'

const schemas: Record<string, Schema> = {
  '#/person': {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, boss: { $ref: '#/person' }, id: { type: 'string', readOnly: true } },
  },
  '#/shape': {
    oneOf: [{ $ref: '#/circle' }, { $ref: '#/square' }],
    discriminator: { propertyName: 'kind', mapping: { circle: '#/circle', square: '#/square' } },
  },
  '#/circle': {
    type: 'object',
    required: ['radius'],
    properties: { kind: { type: 'string' }, radius: { type: 'number' } },
  },
  '#/square': {
    type: 'object',
    required: ['side'],
    properties: { kind: { type: 'string' }, side: { type: 'number' } },
  },
}

const open: Reading = { resolve: (ref) => schemas[ref], direction: 'request' }
const closed: Reading = { ...open, isClosed: true }
const text: Reading = { ...open, isText: true }

const cases: [says: string, value: Json, schema: Schema, reading: Reading, findings: string[]][] = [
  ['a value that fits', { name: 'Ada', boss: { name: 'Grace' } }, { $ref: '#/person' }, closed, []],
  ['a missing field, deep down', { name: 'Ada', boss: {} }, { $ref: '#/person' }, open, ['x.boss.name is missing']],
  ['an unknown field', { name: 'Ada', age: 36 }, { $ref: '#/person' }, closed, ['x.age is not a field of it']],
  ['no unknown field where all are let in', { name: 'Ada', age: 36 }, { $ref: '#/person' }, open, []],
  [
    'an unknown field beside those of all parts',
    { name: 'Ada', team: 'a', age: 36 },
    { allOf: [{ $ref: '#/person' }, { type: 'object', properties: { team: { type: 'string' } } }] },
    closed,
    ['x.age is not a field of it'],
  ],
  [
    'fields of the other parts beside a sealed one, and unknown ones',
    { name: 'Ada', team: 'a', age: 36 },
    {
      allOf: [
        { $ref: '#/person' },
        { type: 'object', properties: { team: { type: 'string' } }, additionalProperties: false },
      ],
    },
    open,
    ['x.age is not a field of it'],
  ],
  ['any field of an object that names none', { a: 1 }, { type: 'object' }, closed, []],
  ['any field where the document lets more in', { a: 1 }, { type: 'object', additionalProperties: true }, closed, []],
  [
    'a field of the wrong kind among the others',
    { a: 'b' },
    { additionalProperties: { type: 'integer' } },
    open,
    ['x.a is text, not a whole number'],
  ],
  ['a wrong type', 5, { type: 'string' }, open, ['x is a number, not text']],
  ['a number that is no whole one', 1.5, { type: 'integer' }, open, ['x is a number, not a whole number']],
  ['an object that says so by its fields alone', 'a', { properties: { a: true } }, open, ['x is text, not an object']],
  ['null where it may be', null, { type: 'string', nullable: true }, open, []],
  ['null where it may not be', null, { type: 'string' }, open, ['x is null, not text']],
  ['one of several types', null, { type: ['string', 'null'] }, open, []],
  ['a choice that is none', 'c', { enum: ['a', 'b'] }, open, ['x is "c", not one of "a", "b"']],
  [
    'a list with a wrong entry',
    [1, 'b'],
    { type: 'array', items: { type: 'integer' } },
    open,
    ['x[1] is text, not a whole number'],
  ],
  ['too long a list', [1, 2], { type: 'array', maxItems: 1 }, open, ['x has more than 1 entries']],
  ['too long a text', 'abc', { type: 'string', maxLength: 2 }, open, ['x is longer than 2']],
  ['a pattern', 'abc', { type: 'string', pattern: '^\\d+$' }, open, ['x is "abc", which does not match ^\\d+$']],
  ['a format', 'soon', { type: 'string', format: 'date-time' }, open, ['x is "soon", which is no date-time']],
  ['a format nobody knows', 'soon', { type: 'string', format: 'moment' }, open, []],
  ['too large a number', 101, { type: 'integer', maximum: 100 }, open, ['x is 101, more than 100']],
  [
    'a bound that is shut out, as OpenAPI 3.0 writes it',
    0,
    { minimum: 0, exclusiveMinimum: true },
    open,
    ['x is 0, less than 0'],
  ],
  ['a number as text', '5', { type: 'integer' }, text, []],
  ['text where a number is wanted', 'five', { type: 'integer' }, text, ['x is text, not a whole number']],
  ['a list as text', 'a,b', { type: 'array', items: { enum: ['a', 'c'] } }, text, ['x[1] is "b", not one of "a", "c"']],
  ['JSON as text', '{"name":5}', { $ref: '#/person' }, text, ['x.name is a number, not text']],
  [
    'a subtype by its name',
    { kind: 'circle', side: 1 },
    { $ref: '#/shape' },
    closed,
    ['x.radius is missing', 'x.side is not a field of it'],
  ],
  ['the branch that comes closest', { side: 'a' }, { $ref: '#/shape' }, open, ['x.side is text, not a number']],
  [
    'an object where Microsoft says “or null”',
    { naem: 'Ada' },
    { anyOf: [{ $ref: '#/person' }, { type: 'object', nullable: true }] },
    closed,
    ['x.name is missing', 'x.naem is not a field of it'],
  ],
  [
    'null where Microsoft says “or null”',
    null,
    { anyOf: [{ $ref: '#/person' }, { type: 'object', nullable: true }] },
    open,
    [],
  ],
  ['what it must not be', 'a', { not: { enum: ['a'] } }, open, ['x is what it must not be']],
  ['a reference to nothing', 'a', { $ref: '#/nobody' }, open, ['x: the document has no #/nobody']],
]

describe('checkValue', () => {
  for (const [says, value, schema, reading, findings] of cases) {
    test(`finds ${says}`, () => expect(checkValue(value, schema, 'x', reading)).toEqual(findings))
  }

  test('asks for what only the service sets in replies alone', () => {
    const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string', readOnly: true } } }
    expect(checkValue({}, schema, 'x', open)).toEqual([])
    expect(checkValue({}, schema, 'x', { ...open, direction: 'reply' })).toEqual(['x.id is missing'])
  })

  test('judges as ajv does', () => {
    const ajv = new Ajv({ strict: false, logger: false })
    fc.assert(
      fc.property(schemaArbitrary(3), fc.json({ maxDepth: 3 }), valueArbitrary(3), (schema, loose, value) => {
        for (const one of [value, JSON.parse(loose) as Json]) {
          const fits = checkValue(one, schema, 'x', open).length === 0
          expect({ one, schema, fits }).toEqual({ one, schema, fits: ajv.validate(schema, one) })
        }
      }),
      { numRuns: 400 },
    )
  })
})

const names = fc.constantFrom('a', 'b', 'c')

/** Values in which the names and texts of the schemas below occur. */
function valueArbitrary(depth: number): fc.Arbitrary<Json> {
  const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: -3, max: 3 }), fc.constant(1.5), names)
  if (depth === 0) return leaf
  const inner = valueArbitrary(depth - 1)
  return fc.oneof(leaf, fc.array(inner, { maxLength: 3 }), fc.dictionary(names, inner, { maxKeys: 3 }))
}

function schemaArbitrary(depth: number): fc.Arbitrary<JsonObject> {
  const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
    fc.constantFrom<JsonObject>({}, { type: 'boolean' }, { type: ['string', 'null'] }, { enum: ['a', 1, false] }),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(2), maxLength: fc.nat(3) }),
    fc.record({ type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -2, max: 2 }) }),
    fc.record({ type: fc.constant('number'), exclusiveMaximum: fc.integer({ min: -2, max: 2 }) }),
  )
  if (depth === 0) return leaf
  const inner = schemaArbitrary(depth - 1)
  const several = fc.array(inner, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    leaf,
    fc.record({ type: fc.constant('array'), items: inner, minItems: fc.nat(1), maxItems: fc.nat(3) }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(names, inner, { maxKeys: 3 }),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), inner),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
    // A sealed part is where vendors mean something else than JSON schema says; see the case above.
    several.map((allOf) => ({
      allOf: JSON.parse(
        JSON.stringify(allOf).replaceAll('"additionalProperties":false', '"additionalProperties":true'),
      ),
    })),
    several.map((anyOf) => ({ anyOf })),
    inner.map((not) => ({ not })),
  )
}
