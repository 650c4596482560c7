import { useEffect } from 'react'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import type { RunChoice } from '../../shared/contract/runs.ts'
import { Resizer } from '../parts/layout/resizer.tsx'
import { loadCatalog } from '../state/catalog-store.ts'
import { usePanels } from '../state/panels-store.ts'
import { useQueue } from '../state/queue-store.ts'
import { navigate, type Route } from '../state/route-store.ts'
import { runList } from '../state/run-list-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { listedFilter } from './filter-words.ts'
import { QueueSection } from './queue-section.tsx'
import { RunListBody } from './run-list-body.tsx'
import { RunListHead } from './run-list-head.tsx'
import { RunListGap } from './run-list-row.tsx'
import { RunReplay } from './run-replay.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { useRunList } from './use-run-list.ts'
import { choiceOf, isSelected, sizeOf, useSelection } from './use-selection.ts'
import { WaitingForYou } from './waiting-for-you.tsx'

const noFilter: RunFilter = {}
const gaps = [0, 1, 2, 3, 4, 5]

/** Every run, newest first, or those that fit; the chosen one at the right, over the workflow as it was. */
export function RunsScreen({ route: { runId, filter = noFilter } }: { route: Extract<Route, { screen: 'runs' }> }) {
  const list = useRunList(listedFilter(filter))
  const { selection, select, selectAll, clear } = useSelection()
  const { size } = usePanels(({ runList: panel }) => panel)
  useEffect(() => void loadCatalog(), [])
  const firstInQueue = useQueue(({ view }) => view?.waiting[0]?.runId)
  const shown = runId ?? list.upTo ?? firstInQueue
  const total = list.total ?? 0
  const choice = choiceOf(selection, list.filter, list.upTo)
  const isNarrowed = Object.keys(filter).length > 0

  const narrow = (next: RunFilter) => {
    clear()
    navigate({ screen: 'runs', ...(runId === undefined ? {} : { runId }), filter: next }, { replace: true })
  }
  const leaveRemoved = (removed: RunChoice) => {
    const isGone =
      runId !== undefined && (removed.kind === 'these' ? removed.runIds.includes(runId) : isSelected(selection, runId))
    if (isGone) navigate({ screen: 'runs', filter }, { replace: true })
  }

  return (
    <div className="flex h-full min-h-0">
      <section
        aria-label={text.runs.title}
        style={{ width: size }}
        className="relative flex shrink-0 flex-col border-r bg-panel"
      >
        <RunListHead filter={filter} onChange={narrow} />
        <div className="max-h-[45%] shrink-0 overflow-y-auto">
          <WaitingForYou />
          <QueueSection />
        </div>
        {list.unread > 0 ? (
          <p className="border-b px-3 py-1.5 text-mute text-sm">{text.runList.unread(list.unread)}</p>
        ) : null}
        {list.error ? <ErrorNote error={list.error} className="m-3" /> : null}
        {choice && total > 0 ? (
          <SelectionBar
            choice={choice}
            selected={sizeOf(selection, total)}
            total={total}
            onSelectAll={selectAll}
            onClear={clear}
            onRemoved={leaveRemoved}
          />
        ) : null}
        {list.newer > 0 ? (
          <Button size="sm" icon="arrow-up" className="mx-3 my-1.5" onClick={() => void runList.jumpToTop()}>
            {text.runList.fresh(list.newer)}
          </Button>
        ) : null}
        {list.total === null && !list.error ? (
          <div>
            {gaps.map((gap) => (
              <div key={gap} className="h-[54px]">
                <RunListGap />
              </div>
            ))}
          </div>
        ) : null}
        {list.total === 0 && isNarrowed ? (
          <EmptyState
            icon="search"
            title={text.runList.none}
            body={text.runList.noneBody}
            action={<Button onClick={() => narrow({})}>{text.runList.showAll}</Button>}
          />
        ) : null}
        <RunListBody list={list} filter={filter} current={shown} selection={selection} onSelect={select} />
        <Resizer panel="runList" label={text.runList.resize} edge="right" />
      </section>
      <div className="min-w-0 flex-1">
        {shown ? (
          <RunReplay key={shown} runId={shown} />
        ) : list.total === 0 && !isNarrowed && firstInQueue === undefined ? (
          <EmptyState
            icon="activity"
            title={text.runs.empty}
            body={text.runs.emptyBody}
            className="h-full"
            action={<Button onClick={() => navigate({ screen: 'workflows' })}>{text.runs.emptyAction}</Button>}
          />
        ) : null}
      </div>
    </div>
  )
}
