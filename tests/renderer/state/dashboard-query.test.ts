import { expect, it } from 'vitest'
import {
  type DashboardQuery,
  isSameDashboard,
  parseDashboardQuery,
  usualDashboardQuery,
  writeDashboardQuery,
} from '../../../renderer/state/dashboard-query.ts'

const whole: DashboardQuery = {
  range: '2026-11-01..2026-11-15',
  timeZone: 'America/New_York',
  filter: {
    ...{ workflowId: 'wf 1', agentId: 'a&b', integrationId: 'github', model: 'openai/gpt-4o' },
    ...{ status: 'failed', trigger: 'webhook' },
  },
}

it('comes back out of the address as it went in', () => {
  expect(parseDashboardQuery(writeDashboardQuery(whole))).toEqual(whole)
  expect(writeDashboardQuery(usualDashboardQuery)).toBe('')
  expect(parseDashboardQuery('')).toEqual(usualDashboardQuery)
})

it('is not taken where it says something that there is not', () => {
  const wrong = [
    ...['range=8d', 'range=2026-11-15..2026-11-01', 'range=2026-02-30..2026-03-01', 'zone=Mars%2FBase'],
    ...['status=exploded', 'trigger=moon', 'colour=red', 'q=words', 'from=12'],
  ]
  expect(wrong.map(parseDashboardQuery)).toEqual(wrong.map(() => null))
})

it('knows the same by what it says', () => {
  expect(isSameDashboard(whole, structuredClone(whole))).toBe(true)
  expect(isSameDashboard(whole, { ...whole, timeZone: null })).toBe(false)
})
