import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'workflow',
  version: 1,
  title: 'Workflow',
  group: 'logic',
  icon: 'workflow',
  summary: 'Runs another workflow inside this one and gives its results.',
  keywords: ['sub-workflow', 'subworkflow', 'call', 'execute', 'reuse', 'function', 'nested'],
  params: z.object({
    workflowId: textParam()
      .default('')
      .meta(hint({ title: 'Workflow', control: 'workflow' })),
    version: z
      .enum(['published', 'draft'])
      .default('published')
      .meta(
        hint({
          title: 'Version',
          choices: { published: 'What is published', draft: 'The draft as it is then' },
        }),
      ),
    inputs: z
      .record(z.string(), valueParam())
      .default({})
      .meta(
        hint({
          title: 'Inputs',
          control: 'workflow-inputs',
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Results' }],
  workflowParam: 'workflowId',
  cardParam: 'workflowId',
  // What it does may change without a change of this node: the workflow it names can be edited.
  readsOutside: true,
  async run(context, { params }) {
    return { out: await context.runWorkflow(params) }
  },
})
