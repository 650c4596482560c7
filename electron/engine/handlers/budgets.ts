import { userError } from '../../../shared/errors.ts'
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
    stopRuns: os.stopRuns.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
    acknowledge: os.acknowledge.handler(({ input }) => budgets.acknowledge(input.alertId)),
  }
}

function toBeBuilt(): never {
  throw userError('not-built', 'To be built.')
}
