import { useEffect } from 'react'
import { dashboardRanges } from '../../shared/contract/dashboard.ts'
import { PeriodPicker } from '../parts/charts/period-picker.tsx'
import { datesWords, spanWords } from '../parts/charts/span-words.ts'
import { MonitoringFrame } from '../parts/monitoring/monitoring-frame.tsx'
import { type DashboardQuery, isSameDashboard } from '../state/dashboard-query.ts'
import { type DashboardState, dashboard, useDashboard } from '../state/dashboard-store.ts'
import { followDashboard } from '../state/follow-dashboard.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { DashboardBody } from './dashboard-body.tsx'
import { DashboardSkeleton } from './dashboard-skeleton.tsx'
import { FilterBar } from './filter-bar.tsx'
import { ZonePicker } from './zone-picker.tsx'

const say = text.dashboard
const periods = dashboardRanges.map((name) => ({ name, title: say.range.names[name] }))
const show = (query: DashboardQuery) => navigate({ screen: 'dashboard', query })

/** How all workflows are doing. What is shown stands in the address; figures move while runs go on. */
export function DashboardScreen({ query }: { query: DashboardQuery }) {
  const { shown, isLoading, error, facets } = useDashboard((state) => state)
  useEffect(() => void dashboard.loadFacets(), [])
  useEffect(() => {
    void dashboard.show(query)
    return followDashboard(() => dashboard.show(query))
  }, [query])
  const isFresh = shown !== null && isSameDashboard(shown.query, query)
  const retry = () => {
    void dashboard.show(query)
    void dashboard.loadFacets()
  }
  return (
    <MonitoringFrame
      here="dashboard"
      trailing={
        <div className="flex items-center gap-2">
          <ZonePicker zone={query.timeZone} onChange={(timeZone) => show({ ...query, timeZone })} />
          <PeriodPicker
            label={say.range.label}
            names={periods}
            range={query.range}
            shown={periods.find(({ name }) => name === query.range)?.title ?? datesWords(query.range)}
            onChange={(range) => show({ ...query, range })}
          />
        </div>
      }
      bar={
        <FilterBar
          filter={query.filter}
          onChange={(filter) => show({ ...query, filter })}
          trailing={isFresh ? <span className="figures text-mute text-sm">{spanWords(shown.figures)}</span> : null}
        />
      }
    >
      {error ? (
        <ErrorNote
          error={error}
          action={
            error.kind === 'user' ? null : (
              <Button size="sm" onClick={retry}>
                {text.common.retry}
              </Button>
            )
          }
        />
      ) : null}
      {shown && (isFresh || !error) ? (
        <div aria-busy={isLoading} className={isLoading ? 'opacity-60 transition-opacity delay-200' : undefined}>
          <Shown shown={shown} facets={facets} query={query} />
        </div>
      ) : error ? null : (
        <DashboardSkeleton />
      )}
    </MonitoringFrame>
  )
}

type ShownProps = {
  shown: NonNullable<DashboardState['shown']>
  facets: DashboardState['facets']
  /** What is asked for now: what a click narrows. */
  query: DashboardQuery
}

function Shown({ shown, facets, query }: ShownProps) {
  const { figures } = shown
  const hasAnything = figures.now.runs > 0 || figures.now.calls > 0
  const isEver = !hasAnything && figures.before.runs === 0 && facets?.statuses.length === 0
  if (isEver) {
    return (
      <EmptyState
        icon="chart"
        title={say.empty.title}
        body={say.empty.body}
        action={
          <Button variant="primary" onClick={() => navigate({ screen: 'workflows' })}>
            {say.empty.action}
          </Button>
        }
      />
    )
  }
  return (
    <DashboardBody
      query={shown.query}
      figures={figures}
      onModel={(model) => show({ ...query, filter: { ...query.filter, model } })}
      onStatus={(status) => show({ ...query, filter: { ...query.filter, status } })}
      nothing={hasAnything ? null : <NothingHere query={shown.query} />}
    />
  )
}

/** No run of what was asked for. */
function NothingHere({ query }: { query: DashboardQuery }) {
  const isFiltered = Object.keys(query.filter).length > 0
  return (
    <EmptyState
      icon="chart"
      title={say.emptyPeriod.title}
      body={isFiltered ? say.emptyPeriod.bodyFiltered : say.emptyPeriod.body}
      action={
        <>
          {isFiltered ? <Button onClick={() => show({ ...query, filter: {} })}>{say.emptyPeriod.clear}</Button> : null}
          {query.range === '90d' ? null : (
            <Button onClick={() => show({ ...query, range: '90d' })}>{say.emptyPeriod.longest}</Button>
          )}
        </>
      }
    />
  )
}
