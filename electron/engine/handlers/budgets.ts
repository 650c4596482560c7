import type { Budgets } from '../costs/budgets.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function budgetHandlers(os: ContractImplementer['budgets'], budgets: Budgets) {
  return {
    list: os.list.handler(() => budgets.list()),
    create: os.create.handler(({ input }) => budgets.create(input)),
    change: os.change.handler(({ input: { budgetId, ...terms } }) => budgets.change(budgetId, terms)),
    remove: os.remove.handler(({ input }) => budgets.remove(input.budgetId)),
    status: os.status.handler(() => budgets.status()),
    alerts: os.alerts.handler(({ input }) => budgets.alerts(input)),
    acknowledge: os.acknowledge.handler(({ input }) => budgets.acknowledge(input.alertId)),
  }
}
