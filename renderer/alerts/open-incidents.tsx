import type { AlertIncident, AlertRule } from '../../shared/contract/alerts.ts'
import { Section } from '../parts/charts/section.tsx'
import { alerts } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { IncidentRow } from './incident-row.tsx'
import { useAttempt } from './use-attempt.ts'

const say = text.alerts.open

/** What is wrong now, each with a way to say that somebody has seen it. */
export function OpenIncidents({ incidents, rules }: { incidents: AlertIncident[]; rules: AlertRule[] }) {
  const { isBusy, attempt } = useAttempt()
  const unseen = incidents.filter(({ acknowledgedAt }) => acknowledgedAt === null)
  return (
    <Section
      title={say.title}
      tools={
        unseen.length > 1 ? (
          <Button size="sm" isBusy={isBusy} onClick={() => attempt(() => alerts.acknowledge())}>
            {say.acknowledgeAll}
          </Button>
        ) : null
      }
    >
      {incidents.length === 0 ? (
        <p className="flex items-center gap-2 text-mute">
          <Icon name="circle-check" size={16} className="text-ok" />
          {say.none}
        </p>
      ) : (
        <ul className="-my-2 divide-y">
          {incidents.map((incident) => (
            <IncidentRow key={incident.incidentId} incident={incident} rules={rules} hasActions />
          ))}
        </ul>
      )}
    </Section>
  )
}
