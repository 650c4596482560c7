import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'list-folder',
  version: 1,
  title: 'List files',
  group: 'data',
  icon: 'folder-open',
  summary: 'Lets an agent see which files lie in a folder it was granted.',
  keywords: ['files', 'folder', 'tool'],
  isInner: true,
  params: z.object({
    folder: textParam()
      .default('')
      .meta(hint({ title: 'Granted folder', control: 'path', raw: true })),
    path: textParam()
      .default('')
      .meta(hint({ title: 'Folder inside it', description: 'Empty: the folder itself.' })),
    pattern: textParam()
      .default('**')
      .meta(hint({ title: 'Pattern', description: '`*` is any name, `**` any folders, `{a,b}` either.' })),
    limit: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(200)
      .meta(hint({ title: 'Most entries' })),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Files', type: 'object' }],
  cardParam: 'path',
  readsOutside: true,
  async run({ files }, { params: { folder, path, pattern, limit } }) {
    const { entries, isCut } = await files.within(folder).list({ path, pattern, limit })
    const out: JsonObject = { entries }
    if (isCut) out.note = `There is more than these ${entries.length}. Narrow the pattern or the folder.`
    return { out }
  },
})
