import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

const maxBytes = 10_000_000
/** More than this at once says a model little and costs it much; the rest is read by its lines. */
const maxTextChars = 50_000

export default defineNode({
  type: 'read-file-tool',
  version: 1,
  title: 'Read a file',
  group: 'data',
  icon: 'file-text',
  summary: 'Lets an agent read a text file in a folder it was granted.',
  keywords: ['files', 'text', 'tool'],
  isInner: true,
  params: z.object({
    folder: textParam()
      .default('')
      .meta(hint({ title: 'Granted folder', control: 'path', raw: true })),
    path: textParam()
      .default('')
      .meta(hint({ title: 'File inside it' })),
    fromLine: z
      .number()
      .int()
      .min(1)
      .default(1)
      .meta(hint({ title: 'From line' })),
    lines: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(2_000)
      .meta(hint({ title: 'Most lines' })),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Text', type: 'object' }],
  cardParam: 'path',
  readsOutside: true,
  async run({ files }, { params: { folder, path, fromLine, lines } }) {
    const whole = await files.within(folder).readText({ path, maxBytes })
    const all = whole.split('\n')
    // What ends with a line break has no empty line after it.
    if (all.length > 1 && all.at(-1) === '') all.pop()
    const wanted = all.slice(fromLine - 1, fromLine - 1 + lines)
    const text = wanted.join('\n')
    const notes = [
      ...(text.length > maxTextChars ? [`Only the first ${maxTextChars} characters of these lines are given.`] : []),
      ...(fromLine > all.length ? [`The file has ${all.length} lines.`] : []),
      ...(fromLine - 1 + wanted.length < all.length ? ['There are more lines after these.'] : []),
    ]
    return {
      out: {
        ...{ path, fromLine, lines: wanted.length, totalLines: all.length, text: text.slice(0, maxTextChars) },
        ...(notes.length > 0 && { note: notes.join(' ') }),
      },
    }
  },
})
