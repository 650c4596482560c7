import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { formatCount, formatDuration } from '../ui/format.ts'
import { CsvButton } from './csv-button.tsx'
import { RankBar, RankName, RankTable } from './rank-table.tsx'
import { runsHref } from './run-links.ts'

const say = text.dashboard.integrations

type IntegrationsTableProps = { figures: Dashboard; filter: DashboardQuery['filter'] }

/** Which services are called most, and how long calls waited for their limits. */
export function IntegrationsTable({ figures, filter }: IntegrationsTableProps) {
  const rows = figures.integrations
  const most = Math.max(1, ...rows.map(({ calls }) => calls))
  return (
    <RankTable
      title={say.title}
      rows={rows}
      idOf={({ integrationId }) => integrationId}
      nothing={say.none}
      tools={<CsvButton title={say.title} table="integrations" figures={figures} />}
      columns={[
        {
          id: 'service',
          title: say.columns.service,
          cellOf: ({ integrationId, title }) => (
            <RankName title={title} href={runsHref(filter, figures, { integrationId })} />
          ),
        },
        {
          id: 'calls',
          title: say.columns.calls,
          className: 'w-28',
          cellOf: ({ calls }) => (
            <RankBar share={calls / most} colour="var(--series-3)">
              {formatCount(calls)}
            </RankBar>
          ),
        },
        {
          id: 'failures',
          title: say.columns.failures,
          className: 'w-16',
          cellOf: ({ failures }) => (
            <span className={failures > 0 ? 'text-bad' : 'text-mute'}>{formatCount(failures)}</span>
          ),
        },
        {
          id: 'average',
          title: say.columns.average,
          className: 'w-20',
          cellOf: ({ averageMs }) => <span className="text-mute">{formatDuration(averageMs)}</span>,
        },
        {
          id: 'waits',
          title: say.columns.waits,
          hint: say.waitsHint,
          className: 'w-34',
          cellOf: ({ waited, waitedMs }) => (
            <span className={classNames(waited > 0 ? 'text-warn' : 'text-mute')}>
              {say.waits(waited, formatDuration(waitedMs))}
            </span>
          ),
        },
      ]}
    />
  )
}
