import { z } from 'zod'
import { hint } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { runInputs } from '../../../shared/workflow/run-inputs.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'chat',
  version: 1,
  title: 'Chat message',
  group: 'start',
  icon: 'message-circle',
  summary: 'Begins a run with what somebody says on the Chat page; what the workflow gives is the answer.',
  keywords: ['chat', 'conversation', 'message', 'talk', 'assistant', 'bot', 'trigger'],
  params: z.object({
    inputs: runInputs
      .default([{ name: 'message', type: 'long-text', title: 'Message', required: true, choices: [] }])
      .meta(
        hint({
          title: 'Asked by hand',
          description: 'What a run asks for that is begun by hand, where nobody says anything in a chat.',
          control: 'inputs',
          raw: true,
          advanced: true,
        }),
      ),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Message', type: 'object' }],
  start: true,
  startsChats: true,
  /** `message`: what was said. `history`: what was said before, oldest first. `files`: what went along. */
  run(context) {
    const { inputs } = context.scope()
    const said = context.payload() ?? inputs
    const { message = '', history = [], files = [] } = isJsonObject(said) ? said : {}
    return { out: { message, history, files } }
  },
})
