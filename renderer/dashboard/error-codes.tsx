import type { Dashboard } from '../../shared/contract/dashboard.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { CsvButton } from './csv-button.tsx'
import { RankBar, RankName, RankTable } from './rank-table.tsx'
import { runsHref } from './run-links.ts'

const say = text.dashboard.errorCodes

type ErrorCodesProps = { figures: Dashboard; filter: DashboardQuery['filter'] }

/** With what runs fail; a code leads to the runs that failed with it. */
export function ErrorCodes({ figures, filter }: ErrorCodesProps) {
  const rows = figures.errorCodes
  const most = Math.max(1, ...rows.map(({ failures }) => failures))
  return (
    <RankTable
      title={say.title}
      rows={rows}
      idOf={({ code }) => code}
      nothing={say.none}
      tools={<CsvButton title={say.title} table="errors" figures={figures} />}
      columns={[
        {
          id: 'code',
          title: say.columns.code,
          cellOf: ({ code, lastMessage }) => (
            <RankName title={code} note={lastMessage} href={runsHref(filter, figures, { errorCode: code })} />
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
      ]}
    />
  )
}
