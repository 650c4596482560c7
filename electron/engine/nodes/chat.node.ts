import { z } from 'zod'
import { isJsonObject } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'chat',
  version: 1,
  title: 'Chat message',
  group: 'start',
  icon: 'message-circle',
  summary: 'Begins a run with what somebody says on the Chat page; what the workflow gives is the answer.',
  keywords: ['chat', 'conversation', 'message', 'talk', 'assistant', 'bot', 'trigger'],
  params: z.object({}),
  inputs: [],
  outputs: [{ id: 'out', title: 'Message', type: 'object' }],
  start: true,
  /** `message`: what was said. `history`: what was said before, oldest first. `files`: what went along. */
  run(context) {
    const said = context.payload()
    const { message = '', history = [], files = [] } = isJsonObject(said) ? said : {}
    return { out: { message, history, files } }
  },
})
