import type { Clock } from '../../../../shared/clock.ts'
import type { JsonObject } from '../../../../shared/json.ts'
import { machineZone } from '../../../../shared/workflow/time-zone.ts'
import type { AlertIncidentsStore, NewIncident, OpenIncident, Says } from '../../store/alert-incidents.store.ts'
import type { StoredRule } from '../../store/alert-rules.store.ts'
import type { Delivery } from '../deliver.ts'
import type { Notice } from '../notice.ts'
import type { QuietSettings } from '../quiet-settings.ts'
import { digestNotice, incidentNotice } from './rule-notice.ts'

type Parts = {
  incidents: AlertIncidentsStore
  delivery: Pick<Delivery, 'post' | 'channelsOn'>
  quiet: QuietSettings
  clock: Clock
  chosenZone(): string | null
}

/**
 * Tells of incidents, or keeps them back while it is quiet. Everything here is part of the transaction under way, so that an
 * incident and its deliveries are written together or not at all.
 */
export function createTellIncident({ incidents, delivery, quiet, clock, chosenZone }: Parts) {
  function tell(
    says: Says,
    incident: OpenIncident,
    { rule, facts = {} }: { rule: StoredRule; facts?: JsonObject },
  ): void {
    const at = clock.now()
    const heldUntil = quiet.heldUntil(rule)
    if (heldUntil !== null) {
      incidents.change(incident.incidentId, { heldUntil, says })
      return
    }
    send(incident.incidentId, incidentNotice(says, { incident, rule, facts, at }), rule.channelIds)
    incidents.change(incident.incidentId, { toldAt: at, heldUntil: null, says: null })
  }

  function send(incidentId: number, notice: Notice, only: string[] | null): void {
    incidents.link(incidentId, delivery.post(notice, { only }))
  }

  return {
    tell,

    /** One that begins: it is written down, and told or kept back. */
    open(incident: NewIncident, from: { rule: StoredRule; facts: JsonObject }): void {
      const incidentId = incidents.add(incident)
      const { budgetAlertId: _, ...rest } = incident
      tell('fired', { ...rest, incidentId, recoveredAt: null, acknowledgedAt: null }, from)
    },

    /**
     * What was kept back is told together, one notice for each channel, once it is quiet no more. `ruleOf`: the rule of an
     * incident, where it is still there.
     */
    tellHeld(ruleOf: (ruleId: string) => StoredRule | null): boolean {
      const held = incidents.held()
      if (held.length === 0) return false
      const now = quiet.heldUntil({ isUrgent: false })
      if (now !== null) {
        const moved = held.filter(({ heldUntil }) => heldUntil !== now)
        for (const { incidentId } of moved) incidents.change(incidentId, { heldUntil: now })
        return moved.length > 0
      }
      const at = clock.now()
      const on = delivery.channelsOn()
      for (const channelId of on) {
        const mine = held.filter(({ ruleId }) => {
          const only = ruleId === null ? null : (ruleOf(ruleId)?.channelIds ?? null)
          return only === null || only.includes(channelId)
        })
        if (mine.length === 0) continue
        const digest = digestNotice(mine, { at, zone: chosenZone() ?? machineZone() })
        const deliveryIds = delivery.post(digest, { only: [channelId] })
        for (const { incidentId } of mine) incidents.link(incidentId, deliveryIds)
      }
      for (const { incidentId } of held) incidents.change(incidentId, { toldAt: at, heldUntil: null, says: null })
      return true
    },
  }
}

export type TellIncident = ReturnType<typeof createTellIncident>
