import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { defineNode } from './define-node.ts'

const maxChars = 5_000_000

export default defineNode({
  type: 'write-file-tool',
  version: 1,
  title: 'Write a file',
  group: 'data',
  icon: 'file-output',
  summary: 'Lets an agent write a text file in a folder it was granted.',
  keywords: ['files', 'save', 'tool'],
  isInner: true,
  params: z.object({
    folder: textParam()
      .default('')
      .meta(hint({ title: 'Granted folder', control: 'path', raw: true })),
    path: textParam()
      .default('')
      .meta(hint({ title: 'File inside it' })),
    text: textParam()
      .default('')
      .meta(hint({ title: 'Content', control: 'long-text' })),
    mode: z
      .enum(['overwrite', 'append', 'keep-existing'])
      .default('keep-existing')
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
  inputs: [],
  outputs: [{ id: 'out', title: 'File', type: 'object' }],
  cardParam: 'path',
  changesOutside: () => true,
  isRepeatable: ({ mode }) => mode === 'overwrite',
  async run({ files }, { params: { folder, path, text, mode } }) {
    if (text.length > maxChars) {
      throw userError('files.too-large', `The text has ${text.length} characters; at most ${maxChars} are written.`, {
        hint: 'Write less at once, and add to the file.',
      })
    }
    const { path: written, bytes } = await files.within(folder).writeText({ path, text, mode })
    return { out: { path: written, bytes } }
  },
})
