import { z } from 'zod'
import { describeKind, hint, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { type ValueType, valueType } from '../../../shared/catalog/ports.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

const typeTitles: Record<ValueType, string> = {
  any: 'Anything',
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  list: 'List',
  object: 'Object',
}

const result = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, 'must be a letter followed by letters, digits or _ (64 at most)')
    .meta(hint({ title: 'Name', placeholder: 'summary' })),
  value: valueParam()
    .default('{{ input }}')
    .meta(hint({ title: 'Value', control: 'long-text', placeholder: '{{ input }}' })),
  type: valueType.default('any').meta(hint({ title: 'Type', choices: typeTitles })),
})

const params = z
  .object({
    results: z
      .array(result)
      .min(1, 'needs at least one result')
      .meta(hint({ title: 'Results', description: 'What a run of the workflow gives, by name.' })),
  })
  .superRefine(({ results }, context) => {
    const names = results.map(({ name }) => name)
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue
      context.addIssue({ code: 'custom', path: ['results', index, 'name'], message: `\`${name}\` is there twice` })
    }
  })

export default defineNode({
  type: 'output',
  version: 1,
  title: 'Result',
  group: 'logic',
  icon: 'log-out',
  summary: 'Says by name and type what the workflow gives, to whoever runs it and to workflows around it.',
  keywords: ['output', 'return', 'results', 'end', 'give'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Results', type: 'object' }],
  resultParam: 'results',
  example: { results: [{ name: 'result', type: 'any', value: '{{ input }}' }] },
  run(_context, { params }) {
    return { out: Object.fromEntries(params.results.map((one, index) => [one.name, toType(one, index)])) }
  },
})

type Result = z.output<typeof result>

/** Text becomes a number or a yes or no where it says one, as for the inputs of a run. */
function toType(one: Result, index: number): Json {
  const { type, value } = one
  switch (type) {
    case 'any':
      return value
    case 'text':
      return valueToText(value)
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (typeof number === 'number' && Number.isFinite(number)) return number
      throw wrongType(one, index, 'a number')
    }
    case 'boolean': {
      const word = valueToText(value).trim().toLowerCase()
      if (word === 'true' || word === 'false') return word === 'true'
      throw wrongType(one, index, 'true or false')
    }
    case 'list':
      if (Array.isArray(value)) return value
      throw wrongType(one, index, 'a list')
    case 'object':
      if (isJsonObject(value)) return value
      throw wrongType(one, index, 'an object')
  }
}

function wrongType({ name, value }: Result, index: number, wanted: string) {
  return userError('output.wrong-type', `The result \`${name}\` must be ${wanted}, but it is ${describeKind(value)}.`, {
    field: `params.results.${index}.value`,
  })
}
