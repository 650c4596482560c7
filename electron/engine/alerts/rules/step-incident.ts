import type { AlertRule } from '../../../../shared/contract/alerts.ts'
import type { OpenIncident, Says } from '../../store/alert-incidents.store.ts'
import type { Finding } from './finding.ts'

const minuteMs = 60_000

/** What becomes of a rule's incident about a subject when it is looked at. */
export type Step = 'nothing' | 'open' | 'count' | 'end'

export function stepOf(open: OpenIncident | null, { verdict, times }: Pick<Finding, 'verdict' | 'times'>): Step {
  if (verdict === 'unknown') return 'nothing'
  if (verdict === 'fine') return open ? 'end' : 'nothing'
  if (!open) return 'open'
  return times > 0 ? 'count' : 'nothing'
}

/** Whether an open incident is to be told again: its rule says so, and nobody has acknowledged it. */
export function isRepeatDue(
  { toldAt, heldUntil, acknowledgedAt, recoveredAt }: OpenIncident,
  { repeatMinutes }: Pick<AlertRule, 'repeatMinutes'>,
  nowMs: number,
): boolean {
  if (repeatMinutes === null || toldAt === null || heldUntil !== null) return false
  return acknowledgedAt === null && recoveredAt === null && nowMs - toldAt >= repeatMinutes * minuteMs
}

/**
 * What there is to say of an incident that ended: nothing where nobody wants to know. One that quiet hours kept back and
 * nobody has heard of stays to be told, with its end.
 */
export function saysAtEnd(
  { toldAt, says, acknowledgedAt }: OpenIncident,
  { saysRecovery }: Pick<AlertRule, 'saysRecovery'>,
): Says | null {
  if (toldAt === null && says === 'fired') return 'fired'
  if (toldAt === null && acknowledgedAt !== null) return null
  return saysRecovery ? 'recovered' : null
}
