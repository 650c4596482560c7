// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { expect, it } from 'vitest'
import { choicesOf, narrowBy, widenBy } from '../../../renderer/dashboard/filter-bar.tsx'
import { listZones } from '../../../renderer/dashboard/zone-picker.tsx'

const facets = {
  workflows: [{ key: 'wf_1', title: 'Triage' }],
  agents: [],
  integrations: [{ key: 'github', title: 'GitHub' }],
  models: [{ key: 'openai/gpt-4o', title: 'GPT-4o' }],
  statuses: ['failed' as const],
}

it('offers what was at work', () => {
  expect(choicesOf('workflowId', facets)).toEqual([{ value: 'wf_1', title: 'Triage' }])
  expect(choicesOf('agentId', facets)).toEqual([])
  expect(choicesOf('model', null)).toEqual([])
  expect(choicesOf('status', facets)).toEqual([{ value: 'failed', title: 'Failed' }])
  expect(choicesOf('trigger', facets)).toContainEqual({ value: 'webhook', title: 'Webhook' })
})

it('narrows and widens by one field at a time, and by nothing that there is not', () => {
  const failed = narrowBy({ workflowId: 'wf_1' }, 'status', 'failed')
  expect(failed).toEqual({ workflowId: 'wf_1', status: 'failed' })
  expect(narrowBy(failed, 'status', 'exploded')).toBe(failed)
  expect(widenBy(failed, 'workflowId')).toEqual({ status: 'failed' })
})

it('lists UTC first, and zones in use though the browser does not know them', () => {
  expect(listZones(['Europe/Berlin', 'UTC', 'Asia/Tokyo'], ['Mars/Base', null])).toEqual([
    ...['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'Mars/Base'],
  ])
})
