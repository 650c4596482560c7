import { lengthInWords } from '../../../../shared/alert-sentence.ts'
import type { AlertRule } from '../../../../shared/contract/alerts.ts'
import type { JsonObject } from '../../../../shared/json.ts'
import { wallTime } from '../../../../shared/workflow/time-zone.ts'
import type { OpenIncident, Says } from '../../store/alert-incidents.store.ts'
import type { Notice } from '../notice.ts'

type Told = {
  incident: OpenIncident
  rule: Pick<AlertRule, 'ruleId' | 'name'>
  facts: JsonObject
  at: number
}

const minuteMs = 60_000

/** What is said when an incident begins, is said again, or is over. */
export function incidentNotice(says: Says, { incident, rule, facts, at }: Told): Notice {
  const { incidentId, kind, subject, title, body, link, runId, openedAt, times, acknowledgedAt } = incident
  const common = {
    facts: {
      ...{ incidentId, state: says === 'recovered' ? 'over' : 'open', condition: kind.slice(kind.indexOf('.') + 1) },
      ...{ rule: { ruleId: rule.ruleId, name: rule.name }, subject, runId, openedAt, times },
      ...facts,
    },
    ...{ link, at },
  }
  if (says === 'recovered') {
    return {
      ...{ kind: 'alert.recovered', title: `Over: ${title}`, body: `${lastedWords(incident, at)} (${rule.name})` },
      ...{ ...common, actions: [] },
    }
  }
  const isAgain = says === 'again'
  return {
    kind,
    title: isAgain ? `Still: ${title}` : title,
    body: `${body}${isAgain ? ` It began ${agoWords(at - openedAt)}.` : ''} (${rule.name})`,
    ...common,
    actions: acknowledgedAt === null ? [{ id: 'acknowledge', title: 'Acknowledge', params: { incidentId } }] : [],
  }
}

/** What a rule's test sends: that it is one, and when the rule would tell. */
export function ruleTestNotice(rule: AlertRule, { sentence, at }: { sentence: string; at: number }): Notice {
  return {
    kind: 'alert.test',
    title: `Test: ${rule.name}`,
    body: `This rule tells you ${sentence}. Nothing has happened; somebody pressed Test.`,
    facts: { rule: { ruleId: rule.ruleId, name: rule.name }, condition: rule.condition.kind },
    link: 'niti://alerts',
    actions: [],
    at,
  }
}

/** A digest names so many; the rest is counted. */
const mostLines = 20

/** All that quiet hours kept back, in one. Oldest first. */
export function digestNotice(incidents: OpenIncident[], { at, zone }: { at: number; zone: string }): Notice {
  const [only] = incidents
  const lines = incidents.slice(0, mostLines).map((incident) => digestLine(incident, zone))
  const more = incidents.length - lines.length
  const title =
    incidents.length === 1 && only
      ? `In quiet hours: ${only.title}`
      : `${incidents.length} alerts came up in quiet hours`
  return {
    kind: 'alert.digest',
    title,
    body: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n'),
    facts: {
      incidents: incidents.map(({ incidentId, kind, subject, title: what, openedAt, times, recoveredAt, runId }) => ({
        ...{ incidentId, kind, subject, title: what, openedAt, times, recoveredAt, runId },
      })),
    },
    link: 'niti://alerts',
    actions: [],
    at,
  }
}

function digestLine({ openedAt, title, body, times, says, recoveredAt }: OpenIncident, zone: string): string {
  const count = times > 1 ? ` ${times} times.` : ''
  const over = recoveredAt === null ? '' : ` Over since ${clockTime(recoveredAt, zone)}.`
  const began = `${clockTime(openedAt, zone)} ${says === 'again' ? 'Still: ' : ''}${title}.`
  return says === 'recovered' ? `${began}${over}` : `${began}${count} ${body}${over}`
}

function clockTime(atMs: number, zone: string): string {
  return wallTime(atMs, zone).slice(11, 16)
}

function lastedWords({ openedAt, times, recoveredAt }: OpenIncident, at: number): string {
  const lastedMs = (recoveredAt ?? at) - openedAt
  const counted = times > 1 ? `, ${times} times` : ''
  return `It lasted ${roundedLength(lastedMs)}${counted}.`
}

function agoWords(ms: number): string {
  return `${roundedLength(ms)} ago`
}

function roundedLength(ms: number): string {
  if (ms < minuteMs) return 'less than a minute'
  return lengthInWords(Math.round(ms / minuteMs) * minuteMs)
}
