import { useEffect, useState } from 'react'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { RunStatus } from '../../shared/run/events.ts'
import { RunRow } from '../parts/run/run-row.tsx'
import { loadCatalog } from '../state/catalog-store.ts'
import { useQueue } from '../state/queue-store.ts'
import { hrefOf, navigate, type Route } from '../state/route-store.ts'
import { loadMoreRuns, useRunList } from '../state/runs-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Select } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { QueueMenu } from './queue-menu.tsx'
import { QueueSection } from './queue-section.tsx'
import { RunReplay } from './run-replay.tsx'
import { WaitingForYou } from './waiting-for-you.tsx'

const statuses: readonly RunStatus[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled']

/** Every run, newest first; the chosen one at the right, over the workflow as it was. */
export function RunsScreen({ route: { runId } }: { route: Extract<Route, { screen: 'runs' }> }) {
  const [status, setStatus] = useState<RunStatus | undefined>(undefined)
  const { runs, hasMore, isLoadingMore, error } = useRunList({ status })
  useEffect(() => void loadCatalog(), [])
  const waiting = useQueue(({ view }) => view?.waiting)
  // What stands in the queue above need not stand below it once more.
  const isInQueue = ({ runId: id, status: now }: RunSummary) =>
    now === 'queued' && (waiting?.some((queued) => queued.runId === id) ?? false)
  const listed = status ? runs : runs?.filter((run) => !isInQueue(run))
  const shown = runId ?? listed?.[0]?.runId ?? runs?.[0]?.runId
  return (
    <div className="flex h-full min-h-0">
      <section aria-label={text.runs.title} className="flex w-[320px] shrink-0 flex-col border-r bg-panel">
        <header className="flex h-12 shrink-0 items-center gap-2 border-b px-3">
          <h1 className="flex-1 font-semibold text-lg">{text.runs.title}</h1>
          <Select
            size="sm"
            label={text.runs.filter}
            value={status ?? 'all'}
            onChange={(value) => setStatus(statuses.find((each) => each === value))}
            options={[
              { value: 'all', label: text.runs.all },
              ...statuses.map((each) => ({ value: each, label: text.common.state[each] })),
            ]}
            className="w-32!"
          />
          <QueueMenu />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto">
          <WaitingForYou />
          <QueueSection />
          {error ? <ErrorNote error={error} className="m-3" /> : null}
          {!runs && !error ? (
            <div className="flex flex-col gap-3 p-3">
              <Skeleton className="h-9 w-full" />
              <Skeleton className="h-9 w-full" />
              <Skeleton className="h-9 w-full" />
            </div>
          ) : null}
          {runs?.length === 0 && status ? <p className="p-6 text-center text-mute">{text.runs.noneSuch}</p> : null}
          <ul>
            {listed?.map((run) => (
              <li key={run.runId}>
                <RunRow
                  run={run}
                  href={hrefOf({ screen: 'runs', runId: run.runId })}
                  isCurrent={run.runId === shown}
                  layout="card"
                />
              </li>
            ))}
          </ul>
          {hasMore ? (
            <Button
              variant="ghost"
              size="sm"
              isBusy={isLoadingMore}
              className="m-3"
              onClick={() => void loadMoreRuns({ status })}
            >
              {text.runs.history.more}
            </Button>
          ) : null}
        </div>
      </section>
      <div className="min-w-0 flex-1">
        {shown ? (
          <RunReplay key={shown} runId={shown} />
        ) : runs?.length === 0 && !status ? (
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
