import type { Clock } from '../../../shared/clock.ts'
import type { Provider } from '../models/define-provider.ts'
import { isAlive } from '../run/owners.ts'
import type { BudgetsStore } from '../store/budgets.store.ts'
import { createBudgetAlerts } from './budget-alerts.ts'
import { createBudgetChanges } from './budget-changes.ts'
import { createBudgetGate } from './budget-gate.ts'
import { createBudgets } from './budgets.ts'
import { createScopeNames } from './scope-names.ts'

type Parts = {
  store: BudgetsStore
  workspaceId: string
  providers: Provider[]
  clock: Clock
  /** Names this process. */
  owner: string
  workflowName(workflowId: string): string | undefined
  /** The time zone a person chose; null: this machine's. */
  chosenZone(): string | null
  /** Puts word of an alert on its way, in the transaction that makes it. */
  tell: Parameters<typeof createBudgetAlerts>[0]['tell']
  /** A budget has other terms or another period than before, or is gone: runs that wait for it try again. */
  onRaised(budgetId: string): void
}

/** The budgets, the gate that asks them before each call, and what is told about them, wired together. */
export function createBudgeting({ workflowName, onRaised, owner, chosenZone, tell, ...parts }: Parts) {
  const changes = createBudgetChanges()
  const budgets = createBudgets({
    ...{ ...parts, chosenZone, nameOf: createScopeNames({ workflowName, providers: parts.providers }) },
    onChange(budgetId) {
      gate.tellChange()
      onRaised(budgetId)
      changes.tell()
    },
    onNews: changes.tell,
  })
  const { titleOf } = budgets
  const alerts = createBudgetAlerts({ ...parts, tell, titleOf, onMade: changes.tell })
  const gate = createBudgetGate({
    ...{ clock: parts.clock, owner, isAlive, titleOf },
    onRefused: alerts.noteRefusal,
    onHeld: changes.tell,
  })
  return { budgets, alerts, gate, changes }
}
