import { useEffect, useState } from 'react'
import type { AlertRule } from '../../shared/contract/alerts.ts'
import { MonitoringFrame } from '../parts/monitoring/monitoring-frame.tsx'
import { agents } from '../state/agents-store.ts'
import { alerts, useAlerts } from '../state/alerts-store.ts'
import { channels } from '../state/channels-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ChannelsPanel } from './channels-panel.tsx'
import { IncidentHistory } from './incident-history.tsx'
import { OpenIncidents } from './open-incidents.tsx'
import { QuietPanel } from './quiet-panel.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RulesList } from './rules-list.tsx'

const say = text.alerts

/** What went wrong, what is looked for, and when somebody is told. */
export function AlertsScreen() {
  const { page, history, error } = useAlerts((state) => state)
  const [edited, setEdited] = useState<AlertRule | 'new' | null>(null)
  useEffect(() => alerts.show(), [])
  useEffect(() => channels.follow(), [])
  useEffect(() => void agents.load(), [])
  return (
    <MonitoringFrame
      here="alerts"
      trailing={
        <Button variant="primary" icon="plus" onClick={() => setEdited('new')}>
          {say.rules.add}
        </Button>
      }
    >
      {error ? (
        <ErrorNote
          error={error}
          action={
            <Button size="sm" onClick={() => void alerts.load()}>
              {text.common.retry}
            </Button>
          }
        />
      ) : null}
      {page && history ? (
        <div className="grid grid-cols-[minmax(0,1fr)_300px] items-start gap-4">
          <div className="flex min-w-0 flex-col gap-4">
            <OpenIncidents incidents={page.open} rules={page.rules} />
            <RulesList rules={page.rules} onEdit={setEdited} />
            <IncidentHistory history={history} rules={page.rules} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <QuietPanel quiet={page.quiet} />
            <ChannelsPanel />
          </div>
        </div>
      ) : error ? null : (
        <AlertsSkeleton />
      )}
      {edited ? <RuleDialog rule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </MonitoringFrame>
  )
}

function AlertsSkeleton() {
  return (
    <div role="status" aria-label={text.common.loading} className="grid grid-cols-[minmax(0,1fr)_300px] gap-4">
      <div className="flex flex-col gap-4">
        <Skeleton className="h-24 rounded-xl" />
        <Skeleton className="h-56 rounded-xl" />
        <Skeleton className="h-40 rounded-xl" />
      </div>
      <Skeleton className="h-72 rounded-xl" />
    </div>
  )
}
