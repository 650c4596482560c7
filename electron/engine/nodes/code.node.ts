import { z } from 'zod'
import { hint } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'code',
  version: 1,
  title: 'Code',
  group: 'logic',
  icon: 'code-xml',
  summary: 'Runs your JavaScript in a sandbox and passes on what it returns.',
  keywords: ['javascript', 'js', 'script', 'function', 'transform', 'map', 'filter'],
  params: z.object({
    code: z
      .string()
      .min(1, 'must not be empty')
      .default('return input')
      .meta(
        hint({
          title: 'JavaScript',
          description:
            'The body of a function. It sees `input`, `inputs`, `now`, `item`, `index` and the nodes before it by name, and returns a value.',
          control: 'code',
          language: 'javascript',
          raw: true,
        }),
      ),
    timeoutSeconds: z
      .number()
      .min(0.1)
      .max(300)
      .default(10)
      .meta(
        hint({ title: 'Longest time', description: 'In seconds; code that runs longer is stopped.', advanced: true }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Result' }],
  cardParam: 'code',
  async run(context, { params }) {
    const timeoutMs = Math.round(params.timeoutSeconds * 1000)
    const result = await context.runCode({ code: params.code, scope: context.scope(), timeoutMs })
    return { out: result ?? null }
  },
})
