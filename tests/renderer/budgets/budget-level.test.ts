import { describe, expect, it } from 'vitest'
import {
  barParts,
  budgetOfTopBar,
  levelOf,
  raisedTerms,
  tightestLimit,
} from '../../../renderer/parts/budgets/budget-level.ts'
import { budgetStatus, exceededAlert, monthlyBudget } from '../support/budget-status.ts'

describe('how a budget stands', () => {
  it.each([
    [0, 'ok'],
    [79, 'ok'],
    [80, 'warn'],
    [99, 'warn'],
    [100, 'bad'],
    [130, 'bad'],
  ])('at %d per cent of thresholds 50, 80 and 100: %s', (usedPercent, level) => {
    expect(levelOf(budgetStatus(monthlyBudget(), { usedPercent }))).toBe(level)
  })

  it('warns at its own last threshold before the limit, and not without one', () => {
    expect(levelOf(budgetStatus(monthlyBudget({ thresholds: [30] }), { usedPercent: 31 }))).toBe('warn')
    expect(levelOf(budgetStatus(monthlyBudget({ thresholds: [] }), { usedPercent: 99 }))).toBe('ok')
  })

  it('is bad while a call did not fit in this period, until it is raised', () => {
    const status = budgetStatus(monthlyBudget(), { usedPercent: 60 })
    expect(levelOf(status, [exceededAlert(1)])).toBe('bad')
    expect(levelOf(status, [exceededAlert(1, { at: 999 })])).toBe('ok')
    expect(levelOf(status, [exceededAlert(1, { budgetId: 'budget_2' })])).toBe('ok')
    const raised = budgetStatus(monthlyBudget({ limitMicroUsd: 20_000_000 }), { usedPercent: 30 })
    expect(levelOf(raised, [exceededAlert(1)])).toBe('ok')
  })

  it('of each run is bad for the run it happened to', () => {
    const each = monthlyBudget({ scope: { kind: 'run' }, period: 'run' })
    const status = budgetStatus(each, { periodStart: null, runId: 'run_1' })
    expect(levelOf(status, [exceededAlert(1, { budget: each, runId: 'run_1' })])).toBe('bad')
    expect(levelOf(status, [exceededAlert(1, { budget: each, runId: 'run_2' })])).toBe('ok')
  })
})

describe('the bar', () => {
  it('holds what is spent, what is held beside it, and thresholds below the limit', () => {
    expect(barParts({ settled: 30, reserved: 20, limit: 100 }, [50, 80, 100])).toEqual({
      ...{ settled: 30, reserved: 20, ticks: [50, 80] },
    })
  })

  it('is never wider than itself, though the limit was lowered below what is spent', () => {
    expect(barParts({ settled: 300, reserved: 20, limit: 100 }, [])).toEqual({ settled: 100, reserved: 0, ticks: [] })
    expect(barParts({ settled: 90, reserved: 20, limit: 100 }, [])).toMatchObject({ settled: 90, reserved: 10 })
    expect(barParts({ settled: 0, reserved: 0, limit: 0 }, [])).toMatchObject({ settled: 0, reserved: 0 })
  })

  it('of two limits shows the one that is used further', () => {
    const both = monthlyBudget({ limitTokens: 1_000 })
    expect(tightestLimit(budgetStatus(both, { settledMicroUsd: 1_000_000, settledTokens: 900 })).limit).toBe(1_000)
    expect(tightestLimit(budgetStatus(both, { settledMicroUsd: 9_900_000, settledTokens: 900 })).limit).toBe(10_000_000)
  })
})

describe('the budget of the top bar', () => {
  const run = budgetStatus(monthlyBudget({ scope: { kind: 'run' }, period: 'run' }), { usedPercent: 99 })
  const day = budgetStatus(monthlyBudget({ period: 'day', budgetId: 'day' }), { usedPercent: 70 })
  const model = budgetStatus(monthlyBudget({ scope: { kind: 'model', model: 'a/b' } }), { usedPercent: 90 })
  const month = budgetStatus(monthlyBudget(), { usedPercent: 10 })

  it('is that for everything in a month, else the fullest that lasts longer than a run', () => {
    expect(budgetOfTopBar([run, day, month, model])).toBe(month)
    expect(budgetOfTopBar([run, day, model])).toBe(model)
    expect(budgetOfTopBar([run])).toBeNull()
  })

  it('has a limit of money, as money stands beside it', () => {
    const tokens = budgetStatus(monthlyBudget({ limitMicroUsd: null, limitTokens: 10 }), { usedPercent: 10 })
    expect(budgetOfTopBar([tokens, day])).toBe(day)
  })
})

it('offers half as much again, in figures a person would choose', () => {
  expect(raisedTerms(monthlyBudget())).toEqual({ limitMicroUsd: 15_000_000, limitTokens: null })
  expect(raisedTerms(monthlyBudget({ limitMicroUsd: 0, limitTokens: 3_000 }))).toEqual({
    ...{ limitMicroUsd: 10_000, limitTokens: 5_000 },
  })
})
