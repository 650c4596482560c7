import { useGraphView } from '../parts/graph/graph-view.tsx'
import { ClearedNote } from '../parts/run/cleared-note.tsx'
import { RunTotals } from '../parts/run/run-totals.tsx'
import { navigate } from '../state/route-store.ts'
import { useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'

/** Says that this is the past, and leads back to the draft. */
export function OldRunBanner() {
  const { workflowId, runId } = useGraphView()
  const startedAt = useRun(runId, (slice) => slice.view.startedAt)
  const clearedAt = useRun(runId, (slice) => slice.summary?.clearedAt) ?? null
  if (!workflowId || !runId) return null
  return (
    <>
      <div role="status" className="flex min-h-11 shrink-0 items-center gap-3 border-b bg-accent-soft px-3">
        <Icon name="history" size={16} className="text-accent" />
        <span className="min-w-0 truncate">
          {text.canvas.oldRun.lookingAt}{' '}
          {startedAt ? <RelativeTime atMs={startedAt} className="font-semibold" /> : null}
        </span>
        <RunTotals runId={runId} />
        <span className="flex-1" />
        <Button size="sm" icon="arrow-left" onClick={() => navigate({ screen: 'workflow', workflowId })}>
          {text.canvas.oldRun.back}
        </Button>
      </div>
      {clearedAt === null ? null : <ClearedNote clearedAt={clearedAt} />}
    </>
  )
}
