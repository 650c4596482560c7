import { useEffect } from 'react'
import { type CostFilter, rangeNames } from '../../shared/contract/costs.ts'
import { AlertList } from '../parts/budgets/alert-list.tsx'
import { BudgetCards } from '../parts/budgets/budget-cards.tsx'
import { PeriodPicker } from '../parts/charts/period-picker.tsx'
import { spanWords } from '../parts/charts/span-words.ts'
import { countOpenAlerts, useBudgets } from '../state/budgets-store.ts'
import { type CostQuery, isSameQuery, narrow, usualCostQuery } from '../state/cost-query.ts'
import { costReport, useCostReport } from '../state/cost-report-store.ts'
import { followCosts } from '../state/follow-costs.ts'
import { navigate } from '../state/route-store.ts'
import { useWorkflows } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CostsBody } from './costs-body.tsx'
import { CostsSkeleton } from './costs-skeleton.tsx'
import { ExportMenu } from './export-menu.tsx'
import { FilterChips } from './filter-chips.tsx'
import { GroupingChoice } from './grouping-choice.tsx'
import { rangeWords } from './range-words.ts'

const say = text.costs
const periods = rangeNames.map((name) => ({ name, title: say.range.names[name] }))
const show = (query: CostQuery) => navigate({ screen: 'costs', query })

/** What models cost: when, where it went, and what it comes to. What is shown stands in the address. */
export function CostsScreen({ query }: { query: CostQuery }) {
  const { shown, isLoading, error, ever } = useCostReport((state) => state)
  useEffect(() => void costReport.loadEver(), [])
  useEffect(() => {
    void costReport.show(query)
    return followCosts(() => costReport.show(query))
  }, [query])
  const titleOf = useTitles(query)
  const hasAlerts = useBudgets((state) => countOpenAlerts(state.alerts)) > 0
  const isFresh = shown !== null && isSameQuery(shown.query, query)
  const retry = () => {
    void costReport.show(query)
    void costReport.loadEver()
  }
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-14 shrink-0 items-center gap-3 border-b bg-panel px-6">
        <h1 className="mr-1 font-semibold text-lg">{say.title}</h1>
        <PeriodPicker
          label={say.range.label}
          names={periods}
          range={query.range}
          shown={rangeWords(query.range)}
          onChange={(range) => show({ ...query, range })}
        />
        {isFresh ? (
          <span title={say.range.zone(shown.report.timeZone)} className="figures truncate text-mute text-sm">
            {spanWords(shown.report)}
          </span>
        ) : null}
        <div className="flex-1" />
        <GroupingChoice
          by={query.by}
          onChange={(by) => show({ ...query, by })}
          hasAgents={(ever?.agents.size ?? 0) > 0}
        />
        <ExportMenu query={query} report={isFresh ? shown.report : null} />
      </header>
      <FilterChips query={query} onChange={show} titleOf={titleOf} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-4 px-6 py-5">
          {hasAlerts ? <AlertList /> : null}
          <BudgetCards />
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
              {shown.report.total.calls > 0 ? (
                <CostsBody
                  {...shown}
                  onNarrow={(key) => show(narrow(query, shown.query.by, key))}
                  onOnlyRun={(runId) => show({ ...query, filter: { ...query.filter, runId } })}
                />
              ) : (
                <Nothing query={shown.query} isEver={ever?.calls === 0} />
              )}
            </div>
          ) : error ? null : (
            <CostsSkeleton />
          )}
          {hasAlerts ? null : <AlertList />}
        </div>
      </div>
    </div>
  )
}

/** Nothing at all yet, or nothing of what was asked for. */
function Nothing({ query, isEver }: { query: CostQuery; isEver: boolean }) {
  const isFiltered = Object.keys(query.filter).length > 0
  if (isEver || (query.range === 'all' && !isFiltered)) {
    return (
      <EmptyState
        icon="coins"
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
    <EmptyState
      icon="coins"
      title={say.emptyPeriod.title}
      body={isFiltered ? say.emptyPeriod.bodyFiltered : say.emptyPeriod.body}
      action={
        <>
          {isFiltered ? <Button onClick={() => show({ ...query, filter: {} })}>{say.emptyPeriod.clear}</Button> : null}
          {query.range === 'all' ? null : (
            <Button onClick={() => show({ ...usualCostQuery, by: query.by, range: 'all', filter: query.filter })}>
              {say.emptyPeriod.all}
            </Button>
          )}
        </>
      }
    />
  )
}

/** Names for what the address knows by its id. */
function useTitles(query: CostQuery): (field: keyof CostFilter, value: string) => string {
  const workflows = useWorkflows((state) => state.list)
  const { shown, ever } = useCostReport((state) => state)
  return (field, value) => {
    if (field === 'workflowId') return workflows?.find(({ workflowId }) => workflowId === value)?.name ?? value
    if (field === 'agentId') return ever?.agents.get(value) ?? value
    if (field === 'runId') {
      const run = query.filter.runId === value && shown?.report.topRuns.find(({ runId }) => runId === value)
      return run ? run.workflowName : say.filter.someRun
    }
    return value
  }
}
