import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { formatDuration } from '../ui/format.ts'
import { CsvButton } from './csv-button.tsx'
import { RankBar, RankName, RankTable } from './rank-table.tsx'
import { runsHref } from './run-links.ts'

const say = text.dashboard.slowNodes

type SlowNodesProps = { figures: Dashboard; filter: DashboardQuery['filter'] }

/** What takes longest; a node leads to the runs of its workflow. */
export function SlowNodes({ figures, filter }: SlowNodesProps) {
  const rows = figures.slowNodes
  const most = Math.max(1, ...rows.map(({ averageMs }) => averageMs))
  return (
    <RankTable
      title={say.title}
      rows={rows}
      idOf={({ workflowId, nodePath }) => `${workflowId ?? ''} ${nodePath}`}
      nothing={say.none}
      tools={<CsvButton title={say.title} table="slow-nodes" figures={figures} />}
      columns={[
        {
          id: 'node',
          title: say.columns.node,
          cellOf: ({ title, workflowId, workflowName, tries, longestMs }) => (
            <RankName
              title={title}
              note={workflowId === null ? text.dashboard.fromFile : workflowName}
              hint={say.hint(tries, formatDuration(longestMs))}
              href={runsHref(filter, figures, workflowId === null ? {} : { workflowId })}
            />
          ),
        },
        {
          id: 'average',
          title: say.columns.average,
          className: 'w-28',
          cellOf: ({ averageMs }) => (
            <RankBar share={averageMs / most} colour="var(--series-1)">
              {formatDuration(averageMs)}
            </RankBar>
          ),
        },
        {
          id: 'p95',
          title: say.columns.p95,
          className: 'w-18',
          cellOf: ({ p95Ms }) => <span className="text-mute">{formatDuration(p95Ms)}</span>,
        },
      ]}
    />
  )
}
