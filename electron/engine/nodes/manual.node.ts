import { z } from 'zod'
import { hint } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { runInputs } from '../../../shared/workflow/run-inputs.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'manual',
  version: 1,
  title: 'Start',
  group: 'start',
  icon: 'circle-play',
  summary: 'Begins a run by hand or from the command line, and says what the run asks for.',
  keywords: ['manual', 'begin', 'trigger', 'input', 'form', 'run'],
  params: z.object({
    inputs: runInputs.default([]).meta(
      hint({
        title: 'Inputs',
        description: 'What a run asks for. Expressions read them as `inputs.name`.',
        control: 'inputs',
        raw: true,
      }),
    ),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Inputs', type: 'object' }],
  start: true,
  run(context) {
    // The engine has checked and typed them before the run began.
    const { inputs } = context.scope()
    return { out: isJsonObject(inputs) ? inputs : {} }
  },
})
