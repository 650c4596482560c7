import { z } from 'zod'
import { describeKind, hint, valueParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'set-fields',
  version: 1,
  title: 'Set fields',
  group: 'data',
  icon: 'list-plus',
  summary: 'Builds an object from values you name.',
  keywords: ['object', 'map', 'rename', 'edit', 'assign', 'variables', 'json'],
  params: z.object({
    keep: z
      .enum(['nothing', 'input'])
      .default('nothing')
      .meta(
        hint({ title: 'Start from', choices: { nothing: 'An empty object', input: 'The input, with fields added' } }),
      ),
    fields: z
      .record(z.string(), valueParam())
      .default({})
      .meta(
        hint({
          title: 'Fields',
          description: 'A field that is only one expression keeps its type.',
          control: 'key-values',
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Object', type: 'object' }],
  example: { fields: { value: '{{ input }}' } },
  run(_context, { params, inputs }) {
    if (params.keep === 'nothing') return { out: params.fields }
    const start = inputs.in
    if (!isJsonObject(start)) {
      throw userError(
        'set-fields.not-an-object',
        `The input is ${describeKind(start)}, so no fields can be added to it.`,
        {
          field: 'params.keep',
          hint: 'Start from an empty object, or give this node an object.',
        },
      )
    }
    return { out: { ...start, ...params.fields } }
  },
})
