import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { QuietNote } from '../../parts/layout/quiet-note.tsx'
import { RunRow } from '../../parts/run/run-row.tsx'
import { hrefOf } from '../../state/route-store.ts'
import { loadMoreRuns, useRunList } from '../../state/runs-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The runs of this workflow, newest first; each opens on the canvas with the workflow as it was then. */
export function History() {
  const { workflowId, runId, isReadOnly } = useGraphView()
  if (!workflowId) return null
  return <RunsOf workflowId={workflowId} shownId={isReadOnly ? runId : null} />
}

function RunsOf({ workflowId, shownId }: { workflowId: string; shownId: string | null }) {
  const { runs, hasMore, isLoadingMore, error } = useRunList({ workflowId })
  if (!runs) {
    return error ? (
      <ErrorNote error={error} className="m-3" />
    ) : (
      <div className="flex flex-col gap-2 p-3">
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-full" />
      </div>
    )
  }
  if (runs.length === 0) {
    return <QuietNote icon="history" title={text.runs.history.empty} body={text.runs.history.emptyBody} />
  }
  return (
    <>
      <ul className="py-1">
        {runs.map((run) => (
          <li key={run.runId}>
            <RunRow
              run={run}
              href={hrefOf({ screen: 'workflow', workflowId, runId: run.runId })}
              isCurrent={run.runId === shownId}
              layout="line"
            />
          </li>
        ))}
      </ul>
      {hasMore ? (
        <Button
          size="sm"
          variant="ghost"
          isBusy={isLoadingMore}
          className="mx-3 mb-2"
          onClick={() => void loadMoreRuns({ workflowId })}
        >
          {text.runs.history.more}
        </Button>
      ) : null}
    </>
  )
}
