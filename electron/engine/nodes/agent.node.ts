import { z } from 'zod'
import { agentDocument } from '../../../shared/agents/agent.ts'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { jsonObject } from '../../../shared/json.ts'
import { chatMessage } from '../../../shared/run/model-call.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'agent',
  version: 1,
  title: 'Agent',
  group: 'agent',
  icon: 'bot',
  summary: 'Gives a task to an agent, which works on it with its tools until it has an answer.',
  keywords: ['agent', 'assistant', 'tools', 'autonomous', 'react', 'function calling', 'ai'],
  params: z.object({
    agentId: z
      .string()
      .default('')
      .meta(hint({ title: 'Agent', control: 'agent', raw: true })),
    definition: agentDocument.optional().meta(
      hint({
        ...{ title: 'Written here', control: 'agent-definition', raw: true },
        showWhen: { param: 'agentId', is: [''] },
      }),
    ),
    task: textParam({ required: true })
      .default('{{ input }}')
      .meta(hint({ title: 'Task', description: 'What it is to do.', control: 'long-text' })),
    variables: z
      .record(z.string(), valueParam())
      .default({})
      .meta(hint({ title: 'Variables', description: 'Of its instructions.', control: 'key-values', advanced: true })),
    history: valueParam()
      .default([])
      .meta(hint({ title: 'What was said before', description: 'A list of messages, oldest first.', advanced: true })),
    files: valueParam()
      .default([])
      .meta(hint({ title: 'Files', description: 'They go along with the task.', control: 'file', advanced: true })),
    output: jsonObject
      .optional()
      .meta(hint({ title: 'Answer by schema', description: 'Left out: text.', control: 'json-schema', raw: true })),
    maxTurns: z
      .number()
      .int()
      .min(1)
      .max(200)
      .optional()
      .meta(hint({ title: 'Most turns', description: 'Left empty, as the agent says.', advanced: true })),
    maxMicroUsd: z
      .number()
      .int()
      .min(1)
      .optional()
      .meta(hint({ title: 'Most it may cost', description: 'In millionths of a dollar.', advanced: true })),
    version: z
      .enum(['published', 'draft'])
      .default('published')
      .meta(
        hint({
          title: 'Version',
          choices: { published: 'What is published', draft: 'The draft as it is then' },
          advanced: true,
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'out', title: 'Answer' },
    { id: 'tools', title: 'tools' },
  ],
  usesModel: true,
  runsOthers: true,
  // Asked twice, a model may answer otherwise, and what it can do depends on its tools.
  readsOutside: true,
  cardParam: 'task',
  async run(context, { params }) {
    const { agentId, definition, version, task, variables, output, maxTurns, maxMicroUsd, files } = params
    const history = z.array(chatMessage).parse(params.history)
    const result = await context.runAgent({
      ...{ version, task, variables, history },
      agentId: agentId === '' ? null : agentId,
      files: Array.isArray(files) ? files : [files],
      ...(definition && { definition }),
      ...(output && { output }),
      limits: { ...(maxTurns && { maxTurns }), ...(maxMicroUsd && { maxMicroUsd }) },
    })
    return { out: result.data ?? result.text }
  },
})
