import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'template',
  version: 1,
  title: 'Text template',
  group: 'data',
  icon: 'text-quote',
  summary: 'Writes a text with values from the nodes before it.',
  keywords: ['text', 'compose', 'join', 'format', 'string', 'message'],
  params: z.object({
    text: textParam()
      .default('{{ input }}')
      .meta(
        hint({
          title: 'Text',
          description: 'Anything between {{ and }} is replaced by its value.',
          control: 'long-text',
          placeholder: 'Dear {{ input.name }}, …',
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Text', type: 'text' }],
  cardParam: 'text',
  run(_context, { params }) {
    return { out: params.text }
  },
})
