import { expect, it } from 'vitest'
import { breakdownFile, callsFile } from '../../../renderer/costs/cost-files.ts'
import { usualCostQuery } from '../../../renderer/state/cost-query.ts'
import type { LedgerRow } from '../../../shared/contract/costs.ts'
import { costGroup, costReport, ledgerRow } from './cost-report.ts'

async function* pages(...all: LedgerRow[][]) {
  yield* all
}
const quiet = { onProgress: () => {} }

it('writes every page of calls under one head, and tells how far it is', async () => {
  const told: number[] = []
  const given = pages([ledgerRow(1), ledgerRow(2, { microUsd: null })], [ledgerRow(3, { workflowName: '=SUM(A1)' })])
  const file = await callsFile(usualCostQuery, given, { kind: 'csv', onProgress: (calls) => told.push(calls) })
  const lines = (await file.content.text()).split('\r\n')
  expect(file).toMatchObject({ fileName: 'costs-this-month-calls.csv', calls: 3 })
  expect(told).toEqual([2, 3])
  expect(lines).toHaveLength(5)
  expect(lines[0]).toMatch(/^time,run,/)
  expect(lines[1]).toContain('0.000012')
  expect(lines[2]).toContain('gpt-4o-mini,,10')
  expect(lines[3]).toContain("'=SUM(A1)")
  expect(lines[4]).toBe('')
})

it('writes calls as JSON that can be read back, also when there is none', async () => {
  const rows = [ledgerRow(1), ledgerRow(2), ledgerRow(3)]
  const file = await callsFile(usualCostQuery, pages(rows.slice(0, 2), rows.slice(2)), { kind: 'json', ...quiet })
  expect(JSON.parse(await file.content.text())).toEqual(rows)
  const none = await callsFile(usualCostQuery, pages(), { kind: 'json', ...quiet })
  expect(JSON.parse(await none.content.text())).toEqual([])
})

it('writes the breakdown, and what it is of into its name', async () => {
  const query = { range: '2026-11-01..2026-11-15', by: 'workflow', filter: { model: 'm/1' } } as const
  const report = costReport([costGroup('wf_1', 1_500_000), costGroup(null, 20)])
  const csv = await breakdownFile(query, report, 'csv')
  expect(csv.fileName).toBe('costs-2026-11-01-to-2026-11-15-by-workflow.csv')
  const lines = (await csv.content.text()).trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^workflow,title,cost_usd,/)
  expect(lines[1]).toMatch(/^wf_1,wf_1,1\.500000,/)
  const json = await breakdownFile(query, report, 'json')
  expect(JSON.parse(await json.content.text())).toMatchObject({ ...query, total: { microUsd: 1_500_020 } })
})
