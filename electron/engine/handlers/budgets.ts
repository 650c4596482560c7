import type { CalmChanges } from '../calm-changes.ts'
import type { Budgets } from '../costs/budgets.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  budgets: Budgets
  changes: CalmChanges
  stopRuns(budgetId: string): Promise<{ stopped: number }>
}

export function budgetHandlers(os: ContractImplementer['budgets'], { budgets, changes, stopRuns }: Parts) {
  return {
    list: os.list.handler(() => budgets.list()),
    create: os.create.handler(({ input }) => budgets.create(input)),
    change: os.change.handler(({ input: { budgetId, ...terms } }) => budgets.change(budgetId, terms)),
    remove: os.remove.handler(({ input }) => budgets.remove(input.budgetId)),
    status: os.status.handler(() => budgets.status()),
    alerts: os.alerts.handler(({ input }) => budgets.alerts(input)),
    stopRuns: os.stopRuns.handler(({ input }) => stopRuns(input.budgetId)),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
    acknowledge: os.acknowledge.handler(({ input }) => budgets.acknowledge(input.alertId)),
  }
}
