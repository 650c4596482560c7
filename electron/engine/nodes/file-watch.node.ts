import type { Json } from '../../../shared/json.ts'
import { fileWatchParams } from '../../../shared/workflow/trigger-params.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'file-watch',
  version: 1,
  title: 'File change',
  group: 'start',
  icon: 'folder-sync',
  summary: 'Begins a run when a file in a folder is added, changed or removed.',
  keywords: ['watch', 'folder', 'directory', 'file', 'new', 'changed', 'inbox', 'trigger'],
  params: fileWatchParams,
  inputs: [],
  outputs: [{ id: 'out', title: 'File', type: 'object' }],
  start: true,
  trigger: 'file',
  cardParam: 'folder',
  run(context, { params }) {
    const { folder, together } = params
    const time = new Date(context.now()).toISOString()
    const file = { event: 'added', path: `${folder}/example.txt`, name: 'example.txt', bytes: 12, time }
    const example: Json = together ? { folder, files: [file], total: 1 } : { folder, ...file }
    return { out: context.payload() ?? params.sample ?? example }
  },
})
