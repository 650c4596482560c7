import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { jsonProblem } from '../../../shared/json-problem.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'parse-json',
  version: 1,
  title: 'Parse JSON',
  group: 'data',
  icon: 'braces',
  summary: 'Turns JSON text into the value it describes.',
  keywords: ['json', 'decode', 'read', 'object', 'list'],
  params: z.object({
    text: textParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Text', control: 'long-text' })),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Value' }],
  cardParam: 'text',
  run(_context, { params }) {
    const text = withoutFence(params.text.replace(/^\uFEFF/, '').trim())
    try {
      return { out: JSON.parse(text) }
    } catch (cause) {
      const message = text === '' ? 'The text is empty.' : `The text is not valid JSON: ${jsonProblem(cause)}.`
      throw userError('parse-json.broken', message, { field: 'params.text', cause })
    }
  },
})

/** Models like to wrap JSON in a Markdown code fence. */
function withoutFence(text: string): string {
  return /^```(?:json)?\s*\n([\s\S]*?)\n?```$/i.exec(text)?.[1] ?? text
}
