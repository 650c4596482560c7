import { z } from 'zod'
import { hint } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'index-knowledge',
  version: 1,
  title: 'Index knowledge',
  group: 'data',
  icon: 'library',
  summary: 'Reads the files of a knowledge base that are new or changed, so that they can be searched.',
  keywords: ['knowledge', 'index', 'embed', 'vectors', 'documents', 'rag'],
  params: z.object({
    knowledgeId: z
      .string()
      .default('')
      .meta(hint({ title: 'Knowledge base', control: 'knowledge', raw: true })),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Result', type: 'object' }],
  isInner: true,
  // What is stored already is not done again.
  isRepeatable: () => true,
  changesOutside: () => true,
  readsOutside: true,
  async run(context, { params: { knowledgeId } }) {
    return { out: await context.knowledge.index({ knowledgeId }) }
  },
})
