// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { atNode, runsHref } from '../../../renderer/dashboard/run-links.ts'
import { parseHash } from '../../../renderer/state/route-store.ts'

const span = { from: 1_000, to: 2_000 }

it('leads to the runs of the span that fit the filter, and back out of the address', () => {
  const href = runsHref({ workflowId: 'wf_1', model: 'openai/gpt-4o' }, span, { status: 'failed' })
  expect(href).toBe('#/runs?workflow=wf_1&model=openai%2Fgpt-4o&status=failed&from=1000&to=2000')
  expect(parseHash(href)).toEqual({
    screen: 'runs',
    filter: { workflowId: 'wf_1', model: 'openai/gpt-4o', status: 'failed', ...span },
  })
})

it('lets the narrower status stand over that of the filter', () => {
  expect(runsHref({ status: 'succeeded' }, span, { status: 'failed' })).toBe('#/runs?status=failed&from=1000&to=2000')
})

it('names the node in its workflow, and a node of a file by itself', () => {
  expect(atNode({ workflowId: 'wf_1', nodePath: 'each/ask' })).toEqual({ workflowId: 'wf_1', failedNode: 'each/ask' })
  expect(atNode({ workflowId: null, nodePath: 'ask' })).toEqual({ failedNode: 'ask' })
})
