import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { defineNode } from './define-node.ts'

const mostCharacters = 10_000

export default defineNode({
  type: 'keep-note',
  version: 1,
  title: 'Keep a note',
  group: 'agent',
  icon: 'notebook-pen',
  summary: 'Lets an agent write down something for good.',
  keywords: ['memory', 'note', 'tool'],
  isInner: true,
  params: z.object({
    agentId: z
      .string()
      .default('')
      .meta(hint({ title: 'Agent', raw: true })),
    text: textParam()
      .default('')
      .meta(
        hint({ title: 'Note', description: 'One thing worth knowing later, in words that make sense by themselves.' }),
      ),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Kept', type: 'object' }],
  cardParam: 'text',
  changesOutside: () => true,
  // The worst of a second time is the same note twice.
  isRepeatable: () => true,
  async run(context, { params: { agentId, text } }) {
    if (text.length > mostCharacters) {
      throw userError(
        'keep-note.too-long',
        `The note has ${text.length} characters; a note has ${mostCharacters} at most.`,
        {
          hint: 'Write down what matters of it.',
        },
      )
    }
    await context.knowledge.keepNote({ agentId, text })
    return { out: { kept: text } }
  },
})
