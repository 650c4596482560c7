import { webhookParams } from '../../../shared/workflow/trigger-params.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'webhook',
  version: 1,
  title: 'Webhook',
  group: 'start',
  icon: 'webhook',
  summary: 'Begins a run when another program on this machine calls its address.',
  keywords: ['http', 'call', 'request', 'url', 'api', 'listener', 'trigger', 'endpoint'],
  params: webhookParams,
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
