import { afterRunParams } from '../../../shared/workflow/trigger-params.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'after-run',
  version: 1,
  title: 'After another run',
  group: 'start',
  icon: 'workflow',
  summary: 'Begins a run when a run of another workflow has ended.',
  keywords: ['workflow', 'chain', 'finished', 'failed', 'error', 'then', 'next', 'trigger'],
  params: afterRunParams,
  inputs: [],
  outputs: [{ id: 'out', title: 'Run', type: 'object' }],
  start: true,
  trigger: 'run',
  cardParam: 'workflow',
  run(context, { params }) {
    const example = {
      ...{ runId: 'run_example', workflowId: 'wf_example', workflowName: params.workflow || 'Example' },
      ...{ status: 'succeeded', outputs: {}, error: null, depth: 1 },
    }
    return { out: context.payload() ?? params.sample ?? example }
  },
})
