import { describe, expect, it } from 'vitest'
import { formFields, holdsExpression, isShown } from '../../../renderer/parts/params/form-fields.ts'
import { parseNumber } from '../../../renderer/ui/parse-number.ts'
import { catalogue, entryOf } from '../support/catalogue.ts'

const fieldsOf = (type: string) => formFields(entryOf(type).params)
const field = (type: string, name: string) => {
  const found = fieldsOf(type).find((each) => each.name === name)
  if (!found) throw new Error(`${type} has no field ${name}`)
  return found
}

describe('formFields', () => {
  it('draws every field of every node type with a control of its own', () => {
    for (const [type, entry] of catalogue) {
      const properties = Object.keys((entry.params.properties ?? {}) as object)
      expect(
        formFields(entry.params).map(({ name }) => name),
        type,
      ).toEqual(properties)
    }
  })

  it('goes by the hints, then by the type', () => {
    expect(fieldsOf('prompt').map(({ name, control }) => [name, control])).toEqual([
      ['model', 'model'],
      ['prompt', 'long-text'],
      ['system', 'long-text'],
      ['temperature', 'number'],
      ['maxOutputTokens', 'number'],
    ])
    expect(field('code', 'code')).toMatchObject({ control: 'code', language: 'javascript', isRaw: true })
    expect(field('extract', 'schema').control).toBe('json-schema')
    expect(field('set-fields', 'fields').control).toBe('key-values')
    expect(field('read-files', 'ignore').control).toBe('text-list')
    expect(field('http-request', 'failOnError').control).toBe('switch')
    expect(field('if', 'left').control).toBe('text')
  })

  it('keeps limits, choices, defaults and what is asked for rarely', () => {
    expect(field('prompt', 'temperature')).toMatchObject({
      min: 0,
      max: 2,
      isInteger: false,
      isAdvanced: true,
      isRequired: false,
    })
    // zod's own largest integer is no limit a person should read.
    expect(field('prompt', 'maxOutputTokens')).toMatchObject({ min: 1, max: undefined, isInteger: true })
    expect(field('each', 'onError').choices).toContainEqual({
      value: 'keep-going',
      label: 'Go on, with null as its result',
    })
    expect(field('each', 'concurrency').default).toBe(4)
  })

  it('knows the fields of the entries of a list', () => {
    const categories = field('classify', 'categories')
    expect(categories.control).toBe('object-list')
    expect(categories.fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['name', true],
      ['description', false],
    ])
    expect(field('manual', 'inputs').fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['name', 'type', 'title', 'required', 'default', 'choices']),
    )
  })
})

describe('isShown', () => {
  const fields = fieldsOf('if')
  const shown = (values: Record<string, string>) =>
    fields.filter((each) => isShown(each, fields, values)).map(({ name }) => name)

  it('follows what a field hangs on, defaults included', () => {
    expect(shown({})).toContain('left')
    expect(shown({})).not.toContain('condition')
    expect(shown({ mode: 'expression' })).toEqual(['mode', 'condition'])
  })

  it('hides what hangs on a field that is hidden itself', () => {
    expect(shown({ operator: 'equals' })).toContain('right')
    expect(shown({ mode: 'expression', operator: 'equals' })).not.toContain('right')
  })
})

describe('values of fields', () => {
  it('knows an expression', () => {
    expect(holdsExpression('{{ a }}')).toBe(true)
    expect(holdsExpression('a')).toBe(false)
    expect(holdsExpression(3)).toBe(false)
  })

  it('takes numbers as people write them, within their limits', () => {
    const limits = { min: 0, max: 2, isInteger: false }
    expect(parseNumber('0,7', limits)).toBe(0.7)
    expect(parseNumber('3', limits)).toBeNull()
    expect(parseNumber('-', limits)).toBeNull()
    expect(parseNumber('1.5', { isInteger: true })).toBeNull()
  })
})
