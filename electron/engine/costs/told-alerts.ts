import { createAlerts } from '../alerts/alerts.ts'
import { createBudgetAlerts } from './budget-alerts.ts'
import { actOnBudget } from './budget-notice.ts'
import type { Budgets } from './budgets.ts'

type Parts = Omit<Parameters<typeof createAlerts>[0], 'act' | 'store'> &
  Pick<Parameters<typeof createBudgetAlerts>[0], 'onMade'> & {
    channelsStore: Parameters<typeof createAlerts>[0]['store']
    budgetsStore: Parameters<typeof createBudgetAlerts>[0]['store']
    budgets: Budgets
    /** Stops the runs of a budget. */
    stopRuns(budgetId: string): Promise<unknown>
  }

/** Alerts about budgets, the channels they leave through, and what a person presses on them, put together. */
export function createToldAlerts({ channelsStore, budgetsStore, budgets, stopRuns, onMade, ...parts }: Parts) {
  const { workspaceId, clock, log } = parts
  const alerts = createAlerts({
    ...parts,
    store: channelsStore,
    act(action) {
      actOnBudget(action, { raise: budgets.raise, stopRuns }).catch((thrown) => {
        log.warn('what was pressed on a notice could not be done', { action: action.id, reason: String(thrown) })
      })
    },
  })
  const budgetAlerts = createBudgetAlerts({
    ...{ store: budgetsStore, workspaceId, clock, titleOf: budgets.titleOf, onMade },
    tell(notice, { alertId, isAsked }) {
      alerts.delivery.post(notice, { alertId, except: isAsked ? ['desktop'] : [] })
    },
  })
  return { alerts, budgetAlerts }
}
