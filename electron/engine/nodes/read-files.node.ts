import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'read-files',
  version: 1,
  title: 'Read files',
  group: 'data',
  icon: 'folder-open',
  summary: 'Reads or finds the files of a folder that match a pattern.',
  keywords: ['file', 'folder', 'glob', 'open', 'load', 'markdown', 'text', 'directory'],
  params: z.object({
    folder: textParam({ required: true })
      .default('.')
      .meta(hint({ title: 'Folder', control: 'path', placeholder: '.' })),
    pattern: textParam({ required: true })
      .default('**/*.md')
      .meta(
        hint({
          title: 'Pattern',
          description: '`*` is any name, `**` any folders, `{a,b}` either.',
          placeholder: '**/*.md',
        }),
      ),
    ignore: z
      .array(textParam())
      .default(['**/node_modules/**', '**/.git/**'])
      .meta(hint({ title: 'Leave out', description: 'Patterns of files that are not read.', control: 'text-list' })),
    give: z
      .enum(['text', 'references'])
      .default('text')
      .meta(
        hint({
          title: 'Give',
          description: 'References are for files of any kind: nodes that send or write files take them.',
          choices: { text: 'The text of each file', references: 'A reference to each file' },
        }),
      ),
    maxFiles: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(200)
      .meta(hint({ title: 'Most files', description: 'The node fails when more match.', advanced: true })),
    maxBytesPerFile: z
      .number()
      .int()
      .min(1)
      .max(100_000_000)
      .default(1_000_000)
      .meta(
        hint({
          title: 'Largest file',
          description: 'In bytes.',
          showWhen: { param: 'give', is: ['text'] },
          advanced: true,
        }),
      ),
    unreadable: z
      .enum(['fail', 'skip'])
      .default('fail')
      .meta(
        hint({
          title: 'Files that are too large or no text',
          choices: { fail: 'Stop and fail', skip: 'Leave them out with a warning' },
          showWhen: { param: 'give', is: ['text'] },
          advanced: true,
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Files', type: 'list' }],
  cardParam: 'pattern',
  readsOutside: true,
  async run(context, { params }) {
    const { folder, pattern, maxFiles, maxBytesPerFile } = params
    const ignore = params.ignore.filter((glob) => glob.trim() !== '')
    const found = await context.files.list({ folder, pattern, ignore, limit: maxFiles })
    if (found.length === 0) context.log('warn', `No file in ${folder} matches ${pattern}.`)
    if (params.give === 'references') {
      return { out: await Promise.all(found.map(({ path }) => context.files.refTo(path))) }
    }
    const files: Json[] = []
    for (const { path, name, bytes } of found) {
      try {
        files.push({ path, name, bytes, text: await context.files.readText({ path, maxBytes: maxBytesPerFile }) })
      } catch (thrown) {
        const skip = params.unreadable === 'skip' && thrown instanceof NitiError && thrown.info.kind === 'user'
        if (!skip) throw thrown
        context.log('warn', `Left out ${path}: ${thrown.info.message}`)
      }
    }
    return { out: files }
  },
})
