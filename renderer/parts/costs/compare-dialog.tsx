import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatCount } from '../../ui/format.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { CompareTable } from './compare-table.tsx'
import { type Comparison, useComparison } from './use-comparison.ts'

const say = text.forecast.compare

/** What a run would have cost with other models, beside what it did cost. */
export function CompareDialog({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { comparison, error } = useComparison(runId)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.title}
      description={say.caveat}
      footer={<Button onClick={onClose}>{text.common.close}</Button>}
    >
      {error ? <ErrorNote error={error} /> : comparison ? <Compared comparison={comparison} /> : <ComparisonSkeleton />}
    </Dialog>
  )
}

function Compared({ comparison: { actual, models } }: { comparison: Comparison }) {
  const { calls, unknownCalls, microUsd, inputTokens, outputTokens } = actual
  if (calls === 0) return <p className="text-mute">{text.forecast.dryRun.nothing}</p>
  const isAllUnknown = unknownCalls === calls
  return (
    <div className="flex flex-col gap-3">
      <p className="text-mute text-sm">{say.callsOf(calls, formatCount(inputTokens + outputTokens))}</p>
      <CompareTable
        base={{
          label: say.actual,
          microUsd: isAllUnknown ? null : microUsd,
          isPartlyUnknown: !isAllUnknown && unknownCalls > 0,
        }}
        models={models}
      />
    </div>
  )
}

export function ComparisonSkeleton() {
  return (
    <div className="flex flex-col gap-2" role="status" aria-label={text.common.loading}>
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-7 w-full" />
      <Skeleton className="h-7 w-full" />
    </div>
  )
}
