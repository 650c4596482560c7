import { expect, it } from 'vitest'
import { levelWords, meaningOf, periodWords } from '../../../renderer/parts/budgets/budget-words.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import { budgetStatus, exceededAlert, monthlyBudget } from '../support/budget-status.ts'

const names = () => 'Weekly digest'
const meaning = (changes: Partial<Budget>) => meaningOf(monthlyBudget(changes), names).replaceAll('\u202f', ' ')
const hourMs = 3_600_000

it.each([
  [8 * 24 * hourMs + 1, /^8 days left, until /],
  [24 * hourMs, /^1 day left, until /],
  [5.5 * hourMs, /^5 hours left, until /],
  [hourMs, /^1 hour left, until /],
  [59_000, /^Less than an hour left, until /],
])('says how long a period still is: %d ms', (left, words) => {
  expect(periodWords(budgetStatus(monthlyBudget(), { periodEnd: 1_000_000 + left }), 1_000_000)).toMatch(words)
})

it('says where no period ends', () => {
  expect(periodWords(budgetStatus(monthlyBudget({ period: 'total' })), 0)).toBe('Never begins anew')
  expect(periodWords(budgetStatus(monthlyBudget({ period: 'run' })), 0)).toBe('Begins anew with each run')
})

it('says how it stands, not by colour alone', () => {
  const at = (usedPercent: number) => budgetStatus(monthlyBudget(), { usedPercent })
  expect(levelWords(at(10), [])).toBe('Within budget')
  expect(levelWords(at(85), [])).toBe('85 % used')
  expect(levelWords(at(85), [exceededAlert(1)])).toBe('Does not suffice')
  expect(levelWords(at(100), [exceededAlert(1)])).toBe('Used up')
})

it('says what a budget means', () => {
  expect(meaning({})).toBe(
    'All model calls together never come to more than $10.00 in one month. You are told at 50 %, 80 % and 100 %. A call that does not fit is not made: its run waits until you raise the budget, stop it, or the next period begins.',
  )
  expect(
    meaning({
      ...{ scope: { kind: 'workflow', workflowId: 'wf_1' }, period: 'day', limitTokens: 5_000 },
      ...{ thresholds: [90], onExceed: 'fail' },
    }),
  ).toBe(
    'The model calls of “Weekly digest” never come to more than $10.00 or 5,000 tokens in one day, whichever is reached first. You are told at 90 %. A call that does not fit is not made: its node fails.',
  )
  expect(meaning({ scope: { kind: 'run' }, period: 'run', thresholds: [], cheaperModel: 'a/small' })).toBe(
    'The model calls of each single run never come to more than $10.00. You are not told before. A call that does not fit goes to a/small instead. Where that does not fit either, the run waits for you.',
  )
  expect(meaning({ limitMicroUsd: null })).toMatch(/^All model calls together have no limit yet\./)
})
