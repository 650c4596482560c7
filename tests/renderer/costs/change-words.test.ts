import { expect, it } from 'vitest'
import { changeWords } from '../../../renderer/costs/change-words.ts'
import type { CostRange, CostSum } from '../../../shared/contract/costs.ts'
import { costReport, costSum } from './cost-report.ts'

function words(now: Partial<CostSum>, before: Partial<CostSum> | null, range: CostRange = 'last-7-days', nowMs = 50) {
  const report = costReport([], { total: costSum(now), before: before && costSum(before), to: 100 })
  return changeWords(report, range, nowMs)
}
const plain = (text: string) => text.replaceAll('\u202f', ' ')

it('says how much more or less it is', () => {
  expect(plain(words({ microUsd: 3_000_000 }, { microUsd: 2_000_000 }).words)).toBe('50 % more than $2.00 before')
  expect(words({ microUsd: 1_000_000 }, { microUsd: 2_000_000 })).toMatchObject({ way: 'down' })
  expect(plain(words({ microUsd: 0 }, { microUsd: 2_000_000 }).words)).toBe('100 % less than $2.00 before')
  expect(words({ microUsd: 2_000_000 }, { microUsd: 2_000_000 }).words).toBe('as before ($2.00)')
  expect(words({ microUsd: 40_000_000 }, { microUsd: 2_000_000 }).words).toBe('20 times the $2.00 before')
})

it('never rounds a change to none', () => {
  expect(plain(words({ microUsd: 2_000_001 }, { microUsd: 2_000_000 }).words)).toBe('1 % more than $2.00 before')
})

it('says that there is no comparison rather than a percentage that is not true', () => {
  expect(words({ microUsd: 5 }, null, 'all')).toEqual({ words: 'no comparison', way: null })
  expect(words({ microUsd: 5 }, { calls: 0 }).words).toMatch(/^no comparison/)
  expect(words({ microUsd: 5 }, { microUsd: 0 }).words).toBe('$0 before')
  expect(words({ microUsd: 5_000_000, unknownCalls: 1 }, { microUsd: 2_000_000 }).words).toBe('$2.00 before')
  expect(words({ microUsd: 5_000_000 }, { microUsd: 2_000_000, unknownCalls: 2 }).words).toBe(
    '$2.00 and 2 calls of unknown price before',
  )
})

it('tells a month under way as a part of the one before, and one that is over as a change', () => {
  const month = [{ microUsd: 1_000_000 }, { microUsd: 2_000_000 }, 'this-month'] as const
  expect(words(...month)).toEqual({ words: '50\u202f% of the $2.00 in the period before', way: null })
  expect(words(...month, 100).way).toBe('down')
})
