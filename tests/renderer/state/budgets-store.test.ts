import { createRouterClient, implement } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { countOpenAlerts, createBudgetsStore } from '../../../renderer/state/budgets-store.ts'
import { type BudgetAlert, budgetsContract } from '../../../shared/contract/budgets.ts'
import { userError } from '../../../shared/errors.ts'
import { budgetStatus, exceededAlert } from '../support/budget-status.ts'

/** The engine's side of the budgets, behind the real contract. */
function createEngine(first: BudgetAlert[] = []) {
  const state = { alerts: first, isAway: false, acknowledged: [] as (number | undefined)[] }
  const os = implement(budgetsContract)
  const client = createRouterClient({
    status: os.status.handler(() => {
      if (state.isAway) throw userError('link.lost', 'The engine is away.')
      return [budgetStatus()]
    }),
    alerts: os.alerts.handler(() => [...state.alerts]),
    create: os.create.handler(() => budgetStatus().budget),
    change: os.change.handler(() => budgetStatus().budget),
    remove: os.remove.handler(() => {}),
    stopRuns: os.stopRuns.handler(() => ({ stopped: 2 })),
    acknowledge: os.acknowledge.handler(({ input }) => {
      state.acknowledged.push(input.alertId)
      state.alerts = state.alerts.map((alert) => ({ ...alert, acknowledgedAt: 3_000 }))
    }),
  })
  return { state, budgets: createBudgetsStore({ budgets: client }) }
}

describe('alerts', () => {
  it('are told once, and not those that were there before or were read', async () => {
    const { budgets, state } = createEngine([exceededAlert(1)])
    const told: number[][] = []
    budgets.onAlerts((alerts) => told.push(alerts.map(({ alertId }) => alertId)))
    await budgets.load()
    expect(told).toEqual([])
    state.alerts = [exceededAlert(3), exceededAlert(2, { acknowledgedAt: 2_500 }), exceededAlert(1)]
    await budgets.load()
    await budgets.load()
    expect(told).toEqual([[3]])
    expect(countOpenAlerts(budgets.store.getState().alerts)).toBe(2)
  })

  it('are read when the engine says so', async () => {
    const { budgets, state } = createEngine([exceededAlert(1)])
    await budgets.load()
    await budgets.acknowledge()
    expect(state.acknowledged).toEqual([undefined])
    expect(countOpenAlerts(budgets.store.getState().alerts)).toBe(0)
  })
})

it('keeps what it knows while the engine is away', async () => {
  const { budgets, state } = createEngine()
  await budgets.load()
  state.isAway = true
  await budgets.load()
  expect(budgets.store.getState()).toMatchObject({ status: [{}], error: {} })
  state.isAway = false
  await budgets.load()
  expect(budgets.store.getState().error).toBeNull()
})

it('answers how many runs were stopped', async () => {
  const { budgets } = createEngine()
  expect(await budgets.stopRuns('budget_1')).toBe(2)
})
