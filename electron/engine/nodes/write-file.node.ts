import { z } from 'zod'
import { hint, textParam, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'write-file',
  version: 1,
  title: 'Write file',
  group: 'data',
  icon: 'file-output',
  summary: 'Writes a text, or a file it is given, to a file on the disk.',
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
    text: valueParam()
      .default('{{ input }}')
      .meta(
        hint({
          title: 'Content',
          description: 'A text, or a file such as {{ input }}, which is written byte for byte.',
          control: 'long-text',
        }),
      ),
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
  changesOutside: () => true,
  isRepeatable: ({ mode }) => mode === undefined || mode === 'overwrite',
  async run(context, { params: { path, text, mode } }) {
    const file = fileRefOf(text)
    const written = file
      ? await context.files.writeBytes({ path, bytes: await context.files.readBytes(file), mode })
      : await context.files.writeText({ path, text: valueToText(text), mode })
    return { out: { path: written.path, bytes: written.bytes } }
  },
})
