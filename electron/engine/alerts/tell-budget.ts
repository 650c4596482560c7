import type { Clock } from '../../../shared/clock.ts'
import { isJsonObject } from '../../../shared/json.ts'
import type { AlertIncidentsStore } from '../store/alert-incidents.store.ts'
import type { Delivery } from './deliver.ts'
import type { Notice } from './notice.ts'
import type { QuietSettings } from './quiet-settings.ts'

type Parts = {
  incidents: AlertIncidentsStore
  delivery: Pick<Delivery, 'post'>
  quiet: QuietSettings
  clock: Clock
  /** There is one more. */
  onChange(): void
}

/**
 * An alert about a budget stands in the history of alerts and keeps to quiet hours, unless it stops runs. Part of the
 * transaction that makes the alert. `isAsked`: the person is asked on this computer anyway.
 */
export function createTellBudget({ incidents, delivery, quiet, clock, onChange }: Parts) {
  return (notice: Notice, { alertId, isAsked }: { alertId: number; isAsked: boolean }): void => {
    const heldUntil = quiet.heldUntil({ isUrgent: notice.kind === 'budget.exceeded' })
    const { kind, title, body, link, at } = notice
    const { budget } = notice.facts
    const { budgetId, title: subject } = isJsonObject(budget) ? budget : {}
    const told = heldUntil === null ? { toldAt: clock.now(), says: null } : { toldAt: null, says: 'fired' as const }
    const incidentId = incidents.add({
      ...{ ruleId: null, budgetAlertId: alertId, subjectKey: String(budgetId ?? ''), subject: String(subject ?? '') },
      ...{ kind, title, body, link, runId: null, openedAt: at, times: 1, lastAt: at, heldUntil, ...told },
    })
    if (heldUntil === null) {
      incidents.link(incidentId, delivery.post(notice, { alertId, except: isAsked ? ['desktop'] : [] }))
    }
    // After the commit, as what is rolled back is no news.
    setImmediate(onChange)
  }
}
