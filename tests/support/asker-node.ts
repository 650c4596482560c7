import { z } from 'zod'
import { defineNode } from '../../electron/engine/nodes/define-node.ts'
import { collectNodes, nodeTypes } from '../../electron/engine/nodes/registry.ts'

/** A node that asks a model one question after the other, in an agent's name where it has one. */
const asker = defineNode({
  type: 'asker',
  version: 1,
  title: 'Asker',
  group: 'ai',
  icon: 'sparkles',
  summary: 'Asks several questions.',
  params: z.object({
    model: z.string().default('openai/gpt-4o'),
    questions: z.array(z.string()),
    agentId: z.string().optional(),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Answers', type: 'list' }],
  usesModel: true,
  async run(context, { params: { model, questions, agentId } }) {
    const answers: string[] = []
    for (const content of questions) {
      const messages = [{ role: 'user' as const, content }]
      const reply = await context.model({ model, messages, maxOutputTokens: 1_000, ...(agentId && { agentId }) })
      answers.push(reply.text)
    }
    return { out: answers }
  },
})

/** The node types that come with Niti, and the asker. */
export const withAsker = collectNodes([...nodeTypes.values(), asker])
