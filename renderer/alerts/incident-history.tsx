import type { AlertIncident, AlertRule } from '../../shared/contract/alerts.ts'
import { Section } from '../parts/charts/section.tsx'
import { alerts, type IncidentFilter, useAlerts } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Select } from '../ui/select.tsx'
import { IncidentRow } from './incident-row.tsx'

const say = text.alerts.history
const states: IncidentFilter['state'][] = ['all', 'open', 'unacknowledged']
const anyRule = 'any'

type HistoryProps = { history: { incidents: AlertIncident[]; hasMore: boolean }; rules: AlertRule[] }

/** All that came up, newest first. */
export function IncidentHistory({ history: { incidents, hasMore }, rules }: HistoryProps) {
  const filter = useAlerts((state) => state.filter)
  const isAll = filter.state === 'all' && filter.ruleId === null
  return (
    <Section
      title={say.title}
      note={say.note}
      tools={
        <>
          <Select
            size="sm"
            className="w-40"
            label={say.stateLabel}
            value={filter.state}
            onChange={(value) => alerts.setFilter({ state: states.find((state) => state === value) ?? 'all' })}
            options={states.map((value) => ({ value, label: say.state[value] }))}
          />
          <Select
            size="sm"
            className="w-52"
            label={say.ruleLabel}
            value={filter.ruleId ?? anyRule}
            onChange={(value) => alerts.setFilter({ ruleId: value === anyRule ? null : value })}
            options={[
              { value: anyRule, label: say.anyRule },
              ...rules.map(({ ruleId, name }) => ({ value: ruleId, label: name })),
            ]}
          />
        </>
      }
    >
      {incidents.length > 0 ? (
        <ul className="-my-2 divide-y">
          {incidents.map((incident) => (
            <IncidentRow key={incident.incidentId} incident={incident} rules={rules} />
          ))}
        </ul>
      ) : isAll ? (
        <EmptyState icon="history" title={say.empty} body={say.emptyBody} className="py-6" />
      ) : (
        <p className="text-mute">{say.emptyFiltered}</p>
      )}
      {hasMore ? (
        <Button size="sm" className="self-center" onClick={alerts.showMore}>
          {say.more}
        </Button>
      ) : null}
    </Section>
  )
}
