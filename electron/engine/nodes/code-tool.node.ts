import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import type { Json } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

/** More lines than these tell a model nothing new. */
const maxLines = 200
const maxLineChars = 2_000

export default defineNode({
  type: 'code-tool',
  version: 1,
  title: 'Run code',
  group: 'agent',
  icon: 'code-xml',
  summary: 'Lets an agent run JavaScript in the sandbox, where nothing outside is reached.',
  keywords: ['javascript', 'tool', 'sandbox'],
  isInner: true,
  params: z.object({
    code: textParam()
      .default('')
      .meta(hint({ title: 'JavaScript', control: 'code', language: 'javascript', raw: true })),
    input: valueParam()
      .default(null)
      .meta(hint({ title: 'Input' })),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Result', type: 'object' }],
  cardParam: 'code',
  async run(context, { params: { code, input } }) {
    const lines: string[] = []
    const value = await context.runCode({
      ...{ code, scope: { input }, timeoutMs: 10_000 },
      onLine: ({ text }) => lines.push(text.slice(0, maxLineChars)),
    })
    const out: Json = { value: value ?? null, lines: lines.slice(0, maxLines) }
    return { out }
  },
})
