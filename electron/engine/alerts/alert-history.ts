import { z } from 'zod'
import type { Clock } from '../../../shared/clock.ts'
import { createAlertIncidentsStore } from '../store/alert-incidents.store.ts'
import { createNamedSettingsStore } from '../store/named-settings.store.ts'
import type { Db } from '../store/open-database.ts'
import type { Alerts } from './alerts.ts'
import type { NoticeAction } from './notice.ts'
import { createQuietSettings } from './quiet-settings.ts'
import { createTellBudget } from './tell-budget.ts'

type Parts = {
  db: Db
  workspaceId: string
  alerts: Pick<Alerts, 'delivery' | 'tellChange'>
  clock: Clock
  /** The time zone a person chose; null: this machine's. */
  chosenZone(): string | null
}

const acknowledgeParams = z.object({ incidentId: z.number().int() })

/** What was told or is kept back: incidents of rules and budgets, and the hours in which nothing is told. */
export function openAlertHistory({ db, workspaceId, alerts, clock, chosenZone }: Parts) {
  const incidents = createAlertIncidentsStore(db, workspaceId)
  const quiet = createQuietSettings({ settings: createNamedSettingsStore(db, workspaceId), clock, chosenZone })
  const { delivery, tellChange: onChange } = alerts

  function acknowledge(incidentIds: number[] | null): number {
    const count = incidents.acknowledge(incidentIds, clock.now())
    if (count > 0) onChange()
    return count
  }

  return {
    incidents,
    quiet,
    chosenZone,
    tellBudget: createTellBudget({ incidents, delivery, quiet, clock, onChange }),
    acknowledge,

    /** Does what was pressed on a notice, where it is about an incident. */
    act({ id, params }: NoticeAction): boolean {
      if (id !== 'acknowledge') return false
      acknowledge([acknowledgeParams.parse(params).incidentId])
      return true
    },
  }
}

export type AlertHistory = ReturnType<typeof openAlertHistory>
