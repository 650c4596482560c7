import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'write-file',
  version: 1,
  title: 'Write file',
  group: 'data',
  icon: 'file-output',
  summary: 'Writes a text to a file.',
  keywords: ['file', 'save', 'export', 'append', 'store'],
  params: z.object({
    path: textParam({ required: true }).meta(
      hint({
        title: 'File',
        description: 'A path that does not start with / begins in the folder of the run.',
        control: 'path',
        placeholder: 'result.txt',
      }),
    ),
    text: textParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Text', control: 'long-text' })),
    mode: z
      .enum(['overwrite', 'append', 'keep-existing'])
      .default('overwrite')
      .meta(
        hint({
          title: 'When the file is there already',
          choices: {
            overwrite: 'Replace it',
            append: 'Add to its end',
            'keep-existing': 'Keep it and write a new one beside it',
          },
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'File', type: 'object' }],
  cardParam: 'path',
  example: { path: 'result.txt' },
  isRepeatable: ({ mode }) => mode === undefined || mode === 'overwrite',
  async run(context, { params: { path, text, mode } }) {
    const written = await context.files.writeText({ path, text, mode })
    return { out: { path: written.path, bytes: written.bytes } }
  },
})
