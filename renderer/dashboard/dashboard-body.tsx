import type { ReactNode } from 'react'
import type { Dashboard } from '../../shared/contract/dashboard.ts'
import { useSeries } from '../parts/charts/use-series.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'
import { useNow } from '../ui/use-now.ts'
import { Cards } from './cards.tsx'
import type { Status } from './chart-rows.ts'
import { CostChart } from './cost-chart.tsx'
import { DurationChart } from './duration-chart.tsx'
import { ErrorCodes } from './error-codes.tsx'
import { FailingNodes } from './failing-nodes.tsx'
import { IntegrationsTable } from './integrations-table.tsx'
import { ModelsTable } from './models-table.tsx'
import { QueueChart } from './queue-chart.tsx'
import { RunsChart } from './runs-chart.tsx'
import { SlowNodes } from './slow-nodes.tsx'

const titleOfRest = () => text.dashboard.charts.others

type DashboardBodyProps = {
  query: DashboardQuery
  figures: Dashboard
  onModel: (model: string) => void
  onStatus: (status: Status) => void
  /** Stands in the place of the charts where there is nothing to draw. */
  nothing: ReactNode
}

/** Everything that the figures say. */
export function DashboardBody({ query, figures, onModel, onStatus, nothing }: DashboardBodyProps) {
  const { filter } = query
  const nowMs = useNow(60_000)
  const { series, places } = useSeries(figures.models, 'model', titleOfRest)
  const shared = { figures, filter }
  return (
    <div className="flex flex-col gap-4">
      <Cards {...shared} />
      {nothing ?? (
        <>
          <div className="grid grid-cols-2 gap-4 has-data-wide:grid-cols-1">
            <RunsChart {...shared} nowMs={nowMs} onStatus={onStatus} />
            <CostChart {...shared} series={series} nowMs={nowMs} onModel={onModel} />
          </div>
          <div className="grid grid-cols-3 gap-4">
            <FailingNodes {...shared} />
            <ErrorCodes {...shared} />
            <SlowNodes {...shared} />
          </div>
          <div className="grid grid-cols-2 gap-4">
            <DurationChart {...shared} nowMs={nowMs} />
            <QueueChart {...shared} nowMs={nowMs} />
          </div>
          <div className="grid grid-cols-2 gap-4">
            <ModelsTable figures={figures} series={series} places={places} onModel={onModel} />
            <IntegrationsTable {...shared} />
          </div>
        </>
      )}
    </div>
  )
}
