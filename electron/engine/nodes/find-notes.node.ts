import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'find-notes',
  version: 1,
  title: 'Find notes',
  group: 'agent',
  icon: 'notebook-text',
  summary: 'Lets an agent look through what it wrote down before.',
  keywords: ['memory', 'note', 'tool', 'search'],
  isInner: true,
  params: z.object({
    agentId: z
      .string()
      .default('')
      .meta(hint({ title: 'Agent', raw: true })),
    query: textParam()
      .default('')
      .meta(hint({ title: 'About', description: 'Words that stand in the notes.' })),
    limit: z
      .number()
      .int()
      .min(1)
      .max(50)
      .default(10)
      .meta(hint({ title: 'Most notes' })),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Notes', type: 'list' }],
  cardParam: 'query',
  readsOutside: true,
  async run(context, { params }) {
    return { out: await context.knowledge.findNotes(params) }
  },
})
