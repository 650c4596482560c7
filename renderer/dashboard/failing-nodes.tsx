import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { CsvButton } from './csv-button.tsx'
import { RankBar, RankName, RankTable } from './rank-table.tsx'
import { atNode, runsHref } from './run-links.ts'

const say = text.dashboard.failingNodes

type FailingNodesProps = { figures: Dashboard; filter: DashboardQuery['filter'] }

/** Where runs fail; a node leads to the runs that failed there. */
export function FailingNodes({ figures, filter }: FailingNodesProps) {
  const rows = figures.failingNodes
  const most = Math.max(1, ...rows.map(({ failures }) => failures))
  return (
    <RankTable
      title={say.title}
      rows={rows}
      idOf={({ workflowId, nodePath }) => `${workflowId ?? ''} ${nodePath}`}
      nothing={say.none}
      tools={<CsvButton title={say.title} table="failing-nodes" figures={figures} />}
      columns={[
        {
          id: 'node',
          title: say.columns.node,
          cellOf: (row) => (
            <RankName
              title={row.title}
              note={row.workflowId === null ? text.dashboard.fromFile : row.workflowName}
              href={runsHref(filter, figures, atNode(row))}
            />
          ),
        },
        {
          id: 'failures',
          title: say.columns.failures,
          className: 'w-28',
          cellOf: ({ failures }) => (
            <RankBar share={failures / most} colour="var(--bad)">
              {formatCount(failures)}
            </RankBar>
          ),
        },
        {
          id: 'tries',
          title: say.columns.tries,
          className: 'w-18',
          cellOf: ({ tries }) => <span className="text-mute">{formatCount(tries)}</span>,
        },
      ]}
    />
  )
}
