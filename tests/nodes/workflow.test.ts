import { expect, test } from 'vitest'
import workflow from '../../electron/engine/nodes/workflow.node.ts'
import { userError } from '../../shared/errors.ts'
import { runNode } from '../support/node-harness.ts'

test('asks for the workflow with its inputs and gives what that gives', async () => {
  const params = { workflowId: 'wf_1', inputs: { topic: 'tea' } }
  const { outputs, workflows } = await runNode(workflow, { params, workflow: () => ({ summary: 'Hot.' }) })
  expect(outputs).toEqual({ out: { summary: 'Hot.' } })
  expect(workflows).toEqual([{ ...params, version: 'published' }])
})

test('fails as the workflow fails', async () => {
  const broken = userError('x.broken', 'It is broken.')
  const script = {
    params: { workflowId: 'wf_1', version: 'draft' },
    workflow: () => {
      throw broken
    },
  }
  await expect(runNode(workflow, script)).rejects.toBe(broken)
})
