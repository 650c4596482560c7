import { budgetTitle, isSameBudget, type ScopeNames } from '../../../shared/budget-title.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { Budget, BudgetAlert, BudgetChange, BudgetStatus, NewBudget } from '../../../shared/contract/budgets.ts'
import { type NitiError, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { BudgetAsk } from '../../../shared/run/wait.ts'
import { machineZone } from '../../../shared/workflow/time-zone.ts'
import type { Provider } from '../models/define-provider.ts'
import type { Prices } from '../models/prices.ts'
import type { GraphPlan } from '../run/plan-graph.ts'
import type { BudgetsStore } from '../store/budgets.store.ts'
import type { BudgetSums } from '../store/reservations.store.ts'
import { leftOf, thresholdsReached, touchedBy, usedPercent } from './budget.ts'
import { periodBounds } from './period.ts'
import { refuseSpent } from './refuse-spent.ts'

type Parts = {
  store: BudgetsStore
  workspaceId: string
  providers: Provider[]
  prices: Prices
  clock: Clock
  /** The time zone a person chose; null: this machine's. */
  chosenZone(): string | null
  nameOf: ScopeNames
  /** A budget has other terms than before, or is gone: who waits for it may fit now. */
  onChange(budgetId: string): void
  /** There is one more, or alerts were read, or periods are others. */
  onNews(): void
}

const noSums: BudgetSums = {
  ...{ settledMicroUsd: 0, settledTokens: 0, reservedMicroUsd: 0, reservedTokens: 0, unknownCalls: 0 },
}

/** The budgets of the workspace, as a person sets them up and looks at them. */
export function createBudgets(parts: Parts) {
  const { store, workspaceId, providers, prices, clock, chosenZone, nameOf, onChange, onNews } = parts
  const list = (): Budget[] => store.list(workspaceId)
  const zone = (): string => store.zone(workspaceId)
  const titleOf = (budget: Pick<Budget, 'scope' | 'period'>): string => budgetTitle(budget, nameOf)

  function find(budgetId: string): Budget {
    const budget = list().find((one) => one.budgetId === budgetId)
    if (!budget) throw userError('budget.not-found', `There is no budget \`${budgetId}\`.`)
    return budget
  }

  function create(terms: NewBudget): Budget {
    refuseWithoutLimit(terms)
    const same = list().find((one) => isSameBudget(one, terms))
    if (same) throw existsError(same, titleOf(same))
    const now = clock.now()
    const budget: Budget = { budgetId: newId('budget', now), ...terms, createdAt: now, updatedAt: now }
    store.create(workspaceId, budget, (inZone) => ({
      since: periodBounds(budget.period, now, inZone)?.start ?? 0,
      touch: (caller) => touchedBy([budget], caller, inZone)[0] ?? null,
    }))
    onNews()
    return budget
  }

  function change(budgetId: string, terms: BudgetChange): Budget {
    const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
    const budget: Budget = { ...find(budgetId), ...given, updatedAt: clock.now() }
    refuseWithoutLimit(budget)
    store.change(workspaceId, budget)
    onChange(budgetId)
    return budget
  }

  function statusOf(budget: Budget): BudgetStatus {
    const now = clock.now()
    const bounds = periodBounds(budget.period, now, zone())
    const fullest = budget.period === 'run' ? fullestRun(budget) : null
    const sums = budget.period === 'run' ? fullest?.sums : store.sums(budget.budgetId, bounds?.start ?? 0)
    const { settledMicroUsd, reservedMicroUsd, settledTokens, reservedTokens, unknownCalls } = sums ?? noSums
    const left = leftOf(budget, sums ?? noSums)
    return {
      budget,
      periodStart: bounds?.start ?? null,
      periodEnd: bounds?.end ?? null,
      runId: fullest?.runId ?? null,
      ...{ settledMicroUsd, reservedMicroUsd, settledTokens, reservedTokens, unknownCalls },
      leftMicroUsd: left.microUsd === null ? null : Math.max(0, left.microUsd),
      leftTokens: left.tokens === null ? null : Math.max(0, left.tokens),
      usedPercent: usedPercent(budget, sums ?? noSums),
      thresholdsReached: thresholdsReached(budget, sums ?? noSums),
    }
  }

  /** Of the runs under way the one that has used most, else the last one that asked a model. */
  function fullestRun(budget: Budget) {
    const runs = store.runSums(budget.budgetId)
    const part = (sums: BudgetSums) => usedPercent(budget, sums)
    return runs.reduce<(typeof runs)[number] | null>(
      (fullest, run) => (fullest === null || part(run.sums) > part(fullest.sums) ? run : fullest),
      null,
    )
  }

  /** Keeps the sums in the time zone that holds now, where they are in another one. Only inside a transaction. */
  function followZone(): boolean {
    const wanted = chosenZone() ?? machineZone()
    if (wanted === zone() && store.hasZone(workspaceId)) return false
    const now = clock.now()
    store.moveToZone(workspaceId, wanted, {
      // A call that asked a moment ago may be of the period before.
      boundsOf({ period }) {
        const current = periodBounds(period, now, wanted)
        const before = current && periodBounds(period, current.start - 1, wanted)
        return [before, current].flatMap((bounds) => bounds ?? [])
      },
      touch: (budgets, caller) => touchedBy(budgets, caller, wanted),
    })
    return true
  }

  return {
    list,
    find,
    zone,
    titleOf,

    /**
     * At the start of a program: this machine may be elsewhere than before. A program that ends with its one command does
     * not speak for the machine, unless nobody did.
     */
    openZone(speaksForMachine: boolean): void {
      // Asked last: to find out where this machine is takes Node a dozen milliseconds, a tenth of a short `niti run`.
      const isOther = () => (chosenZone() ?? machineZone()) !== zone()
      if (!store.hasZone(workspaceId) || (speaksForMachine && isOther())) store.transact(followZone)
    },

    /** Does what may change the time zone, in one transaction with what follows from that for the sums. */
    keepZone<T>(work: () => T): T {
      const { result, isOther } = store.transact(() => ({ result: work(), isOther: followZone() }))
      if (isOther) {
        // Other periods leave other sums, and end at other times: whoever waits for them looks again.
        for (const { budgetId, period } of list()) if (period !== 'run' && period !== 'total') onChange(budgetId)
        onNews()
      }
      return result
    },

    /** Unfinished runs that have asked, or wait to ask, a model on this budget in its current period. */
    runsOn(budgetId: string): string[] {
      const budget = find(budgetId)
      const since = periodBounds(budget.period, clock.now(), zone())?.start ?? 0
      return store.runsOn(workspaceId, budget, { since, periodKey: budget.period === 'run' ? null : since })
    },
    create,
    change,
    status: (): BudgetStatus[] => list().map(statusOf),

    /** Rejects with a user error where a run of this plan is certain to stop for want of budget. */
    refuseSpent(plan: GraphPlan, run: { workflowId: string | null; defaultModel: string | null }) {
      const at = clock.now()
      const sumsOf = ({ budgetId, period }: Budget) =>
        store.sums(budgetId, periodBounds(period, at, zone())?.start ?? 0)
      return refuseSpent(plan, { ...run, workspaceId, at }, { providers, prices, budgets: list(), sumsOf, titleOf })
    },

    /** False where its terms are others by now, or it is gone. */
    isAsItWas({ budgetId, limitMicroUsd, limitTokens, onExceed, cheaperModel }: Budget): boolean {
      const now = list().find((one) => one.budgetId === budgetId)
      if (!now || now.onExceed !== onExceed || now.cheaperModel !== cheaperModel) return false
      return now.limitMicroUsd === limitMicroUsd && now.limitTokens === limitTokens
    },

    /** Raises limits that are lower than these. One that was raised further meanwhile, or is gone, is left as it is. */
    raise(budgetId: string, to: BudgetAsk['raiseTo']): void {
      const budget = list().find((one) => one.budgetId === budgetId)
      if (!budget) return
      const higher = (now: number | null, then: number | null) =>
        now === null || then === null ? now : Math.max(now, then)
      change(budgetId, {
        limitMicroUsd: higher(budget.limitMicroUsd, to.limitMicroUsd),
        limitTokens: higher(budget.limitTokens, to.limitTokens),
      })
    },

    remove(budgetId: string): void {
      find(budgetId)
      store.remove(workspaceId, budgetId)
      onChange(budgetId)
    },

    alerts: (filter: { open: boolean; limit: number }): BudgetAlert[] => store.alerts(workspaceId, filter),
    acknowledge(alertId?: number): void {
      store.acknowledge(workspaceId, alertId ?? null, clock.now())
      onNews()
    },
  }
}

export type Budgets = ReturnType<typeof createBudgets>

function refuseWithoutLimit({ limitMicroUsd, limitTokens }: Pick<Budget, 'limitMicroUsd' | 'limitTokens'>): void {
  if (limitMicroUsd !== null || limitTokens !== null) return
  const hint = 'Give it one in dollars or in tokens, or remove it.'
  throw userError('budget.no-limit', 'A budget needs a limit.', { field: 'limitMicroUsd', hint })
}

function existsError(budget: Budget, title: string): NitiError {
  const message = `There is a budget “${title}” already (\`${budget.budgetId}\`).`
  return userError('budget.exists', message, { hint: 'Change that one.' })
}
