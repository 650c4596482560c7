import { z } from 'zod'
import { hint, textParam, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

const otherwise = 'otherwise'

const params = z
  .object({
    value: valueParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Value', control: 'text' })),
    cases: z
      .array(
        z.object({
          name: textParam({ required: true }).meta(hint({ title: 'Name of the output' })),
          equals: textParam()
            .default('')
            .meta(hint({ title: 'When the value is', description: 'Left empty: the name itself.' })),
        }),
      )
      .min(1, 'needs at least one case')
      .meta(hint({ title: 'Cases', description: 'Each one becomes an output; the first that fits is taken.' })),
    ignoreCase: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'Capitals do not matter', advanced: true })),
  })
  .superRefine(({ cases }, context) => {
    const names = cases.map(({ name }) => name)
    for (const [index, name] of names.entries()) {
      const path = ['cases', index, 'name']
      if (names.indexOf(name) !== index) context.addIssue({ code: 'custom', path, message: `“${name}” is there twice` })
      if (name === otherwise) {
        context.addIssue({ code: 'custom', path, message: '“otherwise” is already the output for all other values' })
      }
    }
  })

export default defineNode({
  type: 'switch',
  version: 1,
  title: 'Switch',
  group: 'logic',
  icon: 'waypoints',
  summary: 'Passes its input on to the output whose case fits a value.',
  keywords: ['case', 'route', 'branch', 'choose', 'condition'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'case', each: { param: 'cases', key: 'name' } },
    { id: otherwise, title: otherwise },
  ],
  cardParam: 'value',
  example: { cases: [{ name: 'yes' }, { name: 'no' }] },
  run(_context, { params, inputs }) {
    const fold = (text: string) => (params.ignoreCase ? text.trim().toLowerCase() : text.trim())
    const value = fold(valueToText(params.value))
    const match = params.cases.find(({ name, equals }) => fold(equals === '' ? name : equals) === value)
    return { [match?.name ?? otherwise]: inputs.in ?? params.value }
  },
})
