import { webhookParams } from '../../../shared/workflow/trigger-params.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'webhook',
  version: 2,
  title: 'Webhook',
  group: 'start',
  icon: 'webhook',
  summary: 'Begins a run when another program on this machine calls its address.',
  keywords: ['http', 'call', 'request', 'url', 'api', 'listener', 'trigger', 'endpoint'],
  params: webhookParams,
  // Version 1 held the secret readable; whoever stores a document takes it out and seals it before this drops it.
  upgrade: { 2: ({ secret: _, ...params }) => params },
  sealedParam: 'secret',
  inputs: [],
  outputs: [{ id: 'out', title: 'Call', type: 'object' }],
  start: true,
  trigger: 'webhook',
  cardParam: 'method',
  run(context, { params }) {
    const method = params.method === 'any' ? 'POST' : params.method
    const headers = { 'content-type': 'application/json' }
    const example = { method, path: '/', query: {}, headers, body: { message: 'Hello' } }
    return { out: context.payload() ?? params.sample ?? example }
  },
})
