import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { Log } from '../../../shared/log.ts'
import { openAlertHistory } from '../alerts/alert-history.ts'
import { createAlerts } from '../alerts/alerts.ts'
import { createCalmChanges } from '../calm-changes.ts'
import type { IntegrationConnections } from '../connections/integration-connections.ts'
import type { Http } from '../http/http.ts'
import type { IntegrationClient } from '../integrations/integration-client.ts'
import type { Provider } from '../models/define-provider.ts'
import type { Prices } from '../models/prices.ts'
import { isAlive } from '../run/owners.ts'
import type { BudgetsStore } from '../store/budgets.store.ts'
import type { ChannelsStore } from '../store/channels.store.ts'
import type { Db } from '../store/open-database.ts'
import { runLimitId } from '../store/run-limits.store.ts'
import { createBudgetAlerts } from './budget-alerts.ts'
import { createBudgetGate } from './budget-gate.ts'
import { actOnBudget } from './budget-notice.ts'
import { createBudgets } from './budgets.ts'
import { createScopeNames } from './scope-names.ts'
import { stopRuns } from './stop-runs.ts'

type Parts = {
  db: Db
  budgetsStore: BudgetsStore
  channelsStore: ChannelsStore
  workspaceId: string
  providers: Provider[]
  prices: Prices
  host: Host
  http: Http
  clock: Clock
  log: Log
  /** Names this process. */
  owner: string
  /** Whether the program stays, or ends with its one command. */
  stays: boolean
  services: { client: Pick<IntegrationClient, 'call'>; connections: Pick<IntegrationConnections, 'connections'> }
  workflowName(workflowId: string): string | undefined
  agentName(agentId: string): string | undefined
  /** The time zone a person chose; null: this machine's. */
  chosenZone(): string | null
  /** Stops a run, whichever process has it. */
  cancelRun(runId: string): Promise<void>
  /** A budget has other terms or another period than before, or is gone: runs that wait for it try again. */
  onRaised(budgetId: string): void
}

/**
 * The budgets, the gate that asks them before each call, the alerts about them, the channels these leave through, and what
 * a person presses on them, wired together.
 */
export function createBudgeting(parts: Parts) {
  const { db, budgetsStore, channelsStore, workspaceId, providers, prices, host, http, clock, log, owner, stays } =
    parts
  const budgetChanges = createCalmChanges()
  const budgets = createBudgets({
    ...{ store: budgetsStore, workspaceId, providers, prices, clock, chosenZone: parts.chosenZone },
    nameOf: createScopeNames({ workflowName: parts.workflowName, agentName: parts.agentName, providers }),
    onChange(budgetId) {
      gate.tellChange()
      parts.onRaised(budgetId)
      budgetChanges.tell()
    },
    onNews: budgetChanges.tell,
  })
  const { titleOf, raise } = budgets
  const stopRunsOn = (budgetId: string) =>
    stopRuns(budgetId, { budgets, waitingFor: gate.waitingFor, cancel: parts.cancelRun })
  const alerts = createAlerts({
    ...{ store: channelsStore, workspaceId, host, http, clock, log, owner, isAlive, stays },
    service: parts.services.client,
    isSlackConnection: (wanted) =>
      parts.services.connections.connections('slack').some(({ connectionId }) => connectionId === wanted),
    act: async (action) => {
      if (!history.act(action)) await actOnBudget(action, { raise, stopRuns: stopRunsOn })
    },
  })
  const history = openAlertHistory({ db, workspaceId, alerts, clock, chosenZone: parts.chosenZone })
  const budgetAlerts = createBudgetAlerts({
    ...{ store: budgetsStore, workspaceId, clock, log, titleOf, onMade: budgetChanges.tell },
    tell: history.tellBudget,
  })
  const gate = createBudgetGate({
    ...{ clock, owner, isAlive, pricingOf: prices.of },
    titleOf: (budget) => (budget.budgetId === runLimitId ? 'This run' : titleOf(budget)),
    onRefused: budgetAlerts.noteRefusal,
    onHeld: budgetChanges.tell,
  })
  return { budgets, budgetAlerts, budgetChanges, alerts: { ...alerts, history }, gate, stopRunsOn }
}
