import type { ReactNode } from 'react'
import type { AlertIncident, AlertRule } from '../../shared/contract/alerts.ts'
import { alerts } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Until } from '../ui/until.tsx'
import { useAttempt } from './use-attempt.ts'

const say = text.alerts.incident

type IncidentRowProps = { incident: AlertIncident; rules: AlertRule[]; hasActions?: boolean }

/** One time that something came up: since when, how often, and what became of telling it. */
export function IncidentRow({ incident, rules, hasActions = false }: IncidentRowProps) {
  const { incidentId, title, body, openedAt, times, lastAt, recoveredAt, acknowledgedAt, heldUntil, link } = incident
  const { isBusy, attempt } = useAttempt()
  const state = stateOf(incident)
  return (
    <li className="flex items-start gap-3 py-2.5">
      <Icon name={state.icon} size={16} className={`mt-0.5 ${state.look}`} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <h3 className="wrap-anywhere min-w-0 font-semibold">{title}</h3>
          {hasActions && acknowledgedAt === null ? null : <Badge tone={state.tone}>{state.words}</Badge>}
          {times > 1 ? <Badge>{say.times(times)}</Badge> : null}
        </div>
        <p className="wrap-anywhere whitespace-pre-line text-sm">{body}</p>
        <p className="flex flex-wrap items-center gap-x-1.5 text-mute text-sm">
          <span>{ruleName(incident, rules)}</span>
          <Part>
            {say.began} <RelativeTime atMs={openedAt} />
          </Part>
          {times > 1 ? (
            <Part>
              {say.last} <RelativeTime atMs={lastAt} />
            </Part>
          ) : null}
          {recoveredAt !== null && incident.ruleId !== null ? (
            <Part>
              {say.over} <RelativeTime atMs={recoveredAt} />
            </Part>
          ) : null}
          {heldUntil !== null ? (
            <Part>
              {say.heldUntil} <Until atMs={heldUntil} />
            </Part>
          ) : null}
        </p>
        <Deliveries incident={incident} />
      </div>
      {hasActions ? (
        <div className="flex shrink-0 items-center gap-2">
          {link !== null ? (
            <a
              href={hrefOfLink(link)}
              aria-label={text.alerts.open.lookLabel(title)}
              className="rounded-xs font-medium text-accent text-sm hover:underline"
            >
              {text.alerts.open.look}
            </a>
          ) : null}
          {acknowledgedAt === null ? (
            <Button
              size="sm"
              isBusy={isBusy}
              aria-label={text.alerts.open.acknowledgeLabel(title)}
              onClick={() => attempt(() => alerts.acknowledge([incidentId]))}
            >
              {text.alerts.open.acknowledge}
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  )
}

/** What became of each channel; the newest message of it counts. */
function Deliveries({ incident: { deliveries, heldUntil } }: { incident: AlertIncident }) {
  if (deliveries.length === 0) {
    if (heldUntil !== null) return null
    return <p className="text-mute text-sm">{say.toldNobody}</p>
  }
  const newest = new Map(deliveries.toReversed().map((delivery) => [delivery.channelName, delivery]))
  return (
    <ul className="flex flex-col">
      {[...newest.values()].map(({ deliveryId, channelName, state, error }) => (
        <li key={deliveryId} className="wrap-anywhere flex items-start gap-1.5 text-sm">
          <Icon
            name={state === 'delivered' ? 'check' : state === 'failed' ? 'circle-x' : 'clock'}
            size={13}
            className={`mt-[3px] ${state === 'failed' ? 'text-bad' : 'text-mute'}`}
          />
          <span className={state === 'failed' ? 'text-bad' : 'text-mute'}>
            {capital(say.deliveries[state])} {channelName}
            {error ? `: ${error.message}` : ''}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Part({ children }: { children: ReactNode }) {
  return (
    <>
      <span aria-hidden="true">·</span>
      <span>{children}</span>
    </>
  )
}

type State = { words: string; tone: BadgeTone; icon: 'circle-alert' | 'circle-check' | 'eye'; look: string }

function stateOf({ recoveredAt, acknowledgedAt, ruleId }: AlertIncident): State {
  // A budget's ends with being acknowledged.
  if (recoveredAt !== null && (ruleId !== null || acknowledgedAt === null)) {
    return { words: say.states.over, tone: 'ok', icon: 'circle-check', look: 'text-ok' }
  }
  if (acknowledgedAt !== null) {
    return { words: say.states.acknowledged, tone: 'plain', icon: 'eye', look: 'text-mute' }
  }
  return { words: say.states.open, tone: 'bad', icon: 'circle-alert', look: 'text-bad' }
}

function ruleName({ ruleId, kind }: AlertIncident, rules: AlertRule[]): string {
  if (kind.startsWith('budget.')) return say.budget
  return rules.find((rule) => rule.ruleId === ruleId)?.name ?? say.removedRule
}

/** `niti://runs/run_1` as an address of this page. */
function hrefOfLink(link: string): string {
  return `#/${link.slice('niti://'.length)}`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
