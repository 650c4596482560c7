import { newId } from '../../../shared/ids.ts'
import { type AlertWatch, keepAlertWatch } from '../alerts/rules/keep-alert-watch.ts'
import { createRuleLook } from '../alerts/rules/look-at-rules.ts'
import { createRules } from '../alerts/rules/rules.ts'
import { createTellIncident } from '../alerts/rules/tell-incident.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { isAlive } from '../run/owners.ts'
import { createAlertFactsStore } from '../store/alert-facts.store.ts'
import { createAlertRulesStore } from '../store/alert-rules.store.ts'
import { createIntegrationConnectionsStore } from '../store/integration-connections.store.ts'
import type { MonitoringParts } from './monitoring-parts.ts'

/** When a person wants to be told, and what became of it. */
export function openAlertRules(parts: MonitoringParts) {
  const { db, workspaceId, dataDir, clock, log, owner, stays, alerts, queueStore, agentName } = parts
  const { delivery, channels, history } = alerts
  const { incidents, quiet, chosenZone } = history
  const store = createAlertRulesStore(db, workspaceId)
  const facts = createAlertFactsStore(db, workspaceId)
  const common = { rules: store, incidents, facts, clock, agentName }
  let watch: AlertWatch | null = null
  const changed = () => {
    alerts.tellChange()
    void watch?.wake()
  }
  const rules = createRules({ ...common, channels, delivery, onChange: changed })
  const telling = createTellIncident({ incidents, delivery, quiet, clock, chosenZone })
  const look = createRuleLook({ ...common, telling, isQueuePaused: () => queueStore.isPaused(workspaceId) })
  const quietNow = () => ({ ...quiet.get(), heldUntil: quiet.heldUntil({ isUrgent: false }) })

  return {
    handlers: (os: ContractImplementer) => ({
      alerts: {
        rules: os.alerts.rules.handler(() => rules.list()),
        create: os.alerts.create.handler(({ input }) => rules.create(input)),
        change: os.alerts.change.handler(({ input: { ruleId, ...change } }) => rules.change(ruleId, change)),
        remove: os.alerts.remove.handler(({ input }) => rules.remove(input.ruleId)),
        test: os.alerts.test.handler(({ input }) => rules.test(input.ruleId)),
        incidents: os.alerts.incidents.handler(({ input }) => incidents.list(input)),
        open: os.alerts.open.handler(() => ({ count: incidents.count() })),
        acknowledge: os.alerts.acknowledge.handler(({ input }) => ({
          count: history.acknowledge(input.incidentIds ?? null),
        })),
        quietHours: os.alerts.quietHours.handler(quietNow),
        setQuietHours: os.alerts.setQuietHours.handler(({ input }) => {
          quiet.set(input)
          changed()
          return quietNow()
        }),
        changes: os.alerts.changes.handler(({ signal }) => alerts.changes(signal)),
      },
    }),
    /** Begins to look, where the program stays: what ended while nobody looked is found now. */
    open(): void {
      if (!stays) return
      watch = keepAlertWatch({
        ...{ rules: store, incidents, look, dataDir, clock, log, owner, isAlive, tell: alerts.tellChange },
        ...{ runChanges: parts.changes, connections: createIntegrationConnectionsStore(db, workspaceId).list },
        engineId: newId('engine', clock.now()),
      })
    },
    async close(): Promise<void> {
      await watch?.close()
    },
  }
}
