import { expect, it } from 'vitest'
import { arrange } from '../../../renderer/workflows/arrange.ts'
import type { WorkflowSummary } from '../../../shared/contract/workflows.ts'

const workflow = (name: string, more: Partial<WorkflowSummary> = {}): WorkflowSummary => ({
  workflowId: name,
  name,
  description: '',
  nodeCount: 1,
  createdAt: 0,
  updatedAt: 0,
  lastRun: null,
  monthMicroUsd: 0,
  monthUnknownCalls: 0,
  publication: { version: null, publishedAt: null, hasUnpublishedChanges: false },
  triggers: { count: 0, active: true, nextAt: null },
  ...more,
})

const list = [
  workflow('Report 10', { updatedAt: 3, monthMicroUsd: 5 }),
  workflow('report 2', { updatedAt: 1, monthMicroUsd: 50, description: 'Writes a CSV file' }),
  workflow('Digest', { updatedAt: 2, monthMicroUsd: 5 }),
]
const names = (workflows: WorkflowSummary[]) => workflows.map((entry) => entry.name)

it('sorts by change, by name as people count, and by cost', () => {
  expect(names(arrange(list, '', 'updated'))).toEqual(['Report 10', 'Digest', 'report 2'])
  expect(names(arrange(list, '', 'name'))).toEqual(['Digest', 'report 2', 'Report 10'])
  expect(names(arrange(list, '', 'cost'))).toEqual(['report 2', 'Report 10', 'Digest'])
})

it('finds every word in name or description and leaves the list as it was', () => {
  expect(names(arrange(list, 'REPORT csv', 'updated'))).toEqual(['report 2'])
  expect(arrange(list, 'nothing', 'updated')).toEqual([])
  expect(names(list)).toEqual(['Report 10', 'report 2', 'Digest'])
})
