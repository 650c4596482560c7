import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  doubleNames,
  emptyRow,
  fromSchemaTable,
  type RowType,
  type SchemaRow,
  type SchemaTable,
  toSchemaTable,
  withType,
} from '../../../renderer/parts/params/schema-rows.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { entryOf } from '../support/catalogue.ts'

const schema: JsonObject = {
  type: 'object',
  properties: {
    title: { type: 'string', description: 'In a few words' },
    year: { type: 'integer', minimum: 1900 },
    mood: { type: 'string', enum: ['good', 'bad'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
    people: {
      type: 'array',
      description: 'Who is named',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, age: { type: 'number' } },
        required: ['name'],
        additionalProperties: false,
      },
    },
  },
  required: ['title', 'people'],
  additionalProperties: false,
}

describe('a JSON Schema as a table', () => {
  it('comes back as it was, with what the table does not show', () => {
    const table = toSchemaTable(schema)
    expect(table?.rows.map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
      ['title', 'text', true],
      ['year', 'integer', false],
      ['mood', 'choice', false],
      ['tags', 'text-list', false],
      ['people', 'object-list', true],
    ])
    expect(table && fromSchemaTable(table)).toEqual(schema)
  })

  it('shows what a fresh node begins with', () => {
    const { schema: example } = entryOf('extract').defaults
    const table = toSchemaTable(example)
    expect(table && fromSchemaTable(table)).toEqual(example)
  })

  it('leaves to JSON what a table cannot show whole', () => {
    const object = (property: JsonObject): JsonObject => ({ type: 'object', properties: { a: property }, required: [] })
    expect(toSchemaTable({ type: 'array', items: {} })).toBeNull()
    expect(toSchemaTable(object({ anyOf: [{ type: 'string' }, { type: 'null' }] }))).toBeNull()
    expect(toSchemaTable(object({ type: ['string', 'null'] }))).toBeNull()
    expect(toSchemaTable(object({ $ref: '#/$defs/x' }))).toBeNull()
    expect(toSchemaTable(object({ type: 'array', items: { type: 'string', format: 'date' } }))).toBeNull()
    expect(toSchemaTable({ ...object({ type: 'string' }), required: ['b'] })).toBeNull()
  })

  it('round-trips every table one can build', () => {
    fc.assert(
      fc.property(tables(2), (table) => {
        expect(toSchemaTable(fromSchemaTable(table))).toEqual(table)
      }),
      { numRuns: 200 },
    )
  })

  it('does not write down a row without a name, and marks names that are there twice', () => {
    const table: SchemaTable = {
      rows: [emptyRow(), { ...emptyRow(), name: 'a' }, { ...emptyRow(), name: 'a' }],
      extra: {},
    }
    expect(fromSchemaTable({ ...table, rows: table.rows.slice(0, 2) })).toMatchObject({
      properties: { a: { type: 'string' } },
    })
    expect([...doubleNames(table)]).toEqual(['a'])
  })

  it('drops what only the old type meant when the type changes', () => {
    const choice: SchemaRow = { ...emptyRow(), name: 'a', type: 'choice', choices: ['x'], extra: { default: 'x' } }
    expect(withType(choice, 'number')).toMatchObject({ type: 'number', choices: [], extra: {} })
    const object = withType(choice, 'object')
    expect(object.inner).toEqual({ rows: [], extra: { additionalProperties: false } })
    expect(withType(object, 'object-list').inner).toBe(object.inner)
  })
})

function tables(depth: number): fc.Arbitrary<SchemaTable> {
  const plain: RowType[] = ['text', 'number', 'integer', 'boolean', 'choice', 'text-list', 'number-list']
  const types: RowType[] = depth > 0 ? [...plain, 'object', 'object-list'] : plain
  const row = fc
    .record({
      name: fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/),
      type: fc.constantFrom(...types),
      description: fc.string(),
      isRequired: fc.boolean(),
      choices: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
      inner: depth > 0 ? tables(depth - 1) : fc.constant(null),
    })
    .map(({ choices, inner, ...rest }): SchemaRow => {
      const hasInner = rest.type === 'object' || rest.type === 'object-list'
      return { ...rest, choices: rest.type === 'choice' ? choices : [], inner: hasInner ? inner : null, extra: {} }
    })
  const extra: JsonObject = { additionalProperties: false }
  return fc.uniqueArray(row, { selector: ({ name }) => name, maxLength: 4 }).map((rows) => ({ rows, extra }))
}
