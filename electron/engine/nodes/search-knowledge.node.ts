import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'search-knowledge',
  version: 1,
  title: 'Search knowledge',
  group: 'data',
  icon: 'book-open',
  summary: 'Finds the passages of a knowledge base that answer a question, and says where each stands.',
  keywords: ['knowledge', 'search', 'rag', 'retrieval', 'documents', 'passages', 'sources', 'vector', 'embeddings'],
  params: z.object({
    knowledgeId: z
      .string()
      .default('')
      .meta(hint({ title: 'Knowledge base', control: 'knowledge', raw: true })),
    query: textParam({ required: true })
      .default('{{ input }}')
      .meta(hint({ title: 'Question', description: 'What is searched for, by words and by meaning.' })),
    limit: z
      .number()
      .int()
      .min(1)
      .max(50)
      .default(8)
      .meta(hint({ title: 'Most passages', advanced: true })),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Passages', type: 'list' }],
  cardParam: 'query',
  readsOutside: true,
  isRepeatable: () => true,
  async run(context, { params: { knowledgeId, query, limit } }) {
    if (knowledgeId === '') {
      throw userError('knowledge.none-chosen', 'No knowledge base is chosen.', {
        field: 'params.knowledgeId',
        hint: 'Choose one; the Knowledge page makes them.',
      })
    }
    return { out: await context.knowledge.search({ knowledgeId, query, limit }) }
  },
})
