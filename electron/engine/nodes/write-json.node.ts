import { z } from 'zod'
import { hint, valueParam } from '../../../shared/catalog/param.ts'
import { stableStringify } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'write-json',
  version: 1,
  title: 'Write JSON',
  group: 'data',
  icon: 'file-braces',
  summary: 'Turns a value into JSON text.',
  keywords: ['json', 'encode', 'stringify', 'text', 'export'],
  params: z.object({
    value: valueParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Value', control: 'text' })),
    layout: z
      .enum(['readable', 'compact'])
      .default('readable')
      .meta(hint({ title: 'Layout', choices: { readable: 'Over several lines', compact: 'On one line' } })),
    sortKeys: z
      .boolean()
      .default(false)
      .meta(hint({ title: 'Sort fields by name', description: 'Equal values give equal text.', advanced: true })),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Text', type: 'text' }],
  cardParam: 'layout',
  run(_context, { params }) {
    const value = params.sortKeys ? JSON.parse(stableStringify(params.value)) : params.value
    return { out: JSON.stringify(value, null, params.layout === 'readable' ? 2 : undefined) }
  },
})
