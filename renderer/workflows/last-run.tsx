import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { WaitIcon } from '../parts/wait/wait-icon.tsx'
import { useWaits, waitOf } from '../state/waits-store.ts'
import { text } from '../text.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { StatusIcon, toStatus } from '../ui/status-icon.tsx'

/** State and time of a workflow's last run, on one line. */
export function LastRun({ lastRun }: Pick<WorkflowSummary, 'lastRun'>) {
  const waiting = useWaits(({ list }) => waitOf(list, lastRun?.runId))
  if (!lastRun) {
    return (
      <span className="flex min-w-0 items-center gap-1.5 text-mute">
        <StatusIcon status="idle" size={14} />
        <span className="truncate">{text.workflows.notRunYet}</span>
      </span>
    )
  }
  if (waiting) {
    return (
      <span className="flex min-w-0 items-center gap-1.5 text-warn">
        <WaitIcon kind={waiting} size={14} />
        <span className="truncate">{text.waits.states[waiting]}</span>
      </span>
    )
  }
  const status = toStatus(lastRun.status)
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-mute">
      <StatusIcon status={status} size={14} />
      {status === 'running' || status === 'queued' ? (
        <span className={status === 'running' ? 'truncate text-accent' : 'truncate'}>{text.common.state[status]}</span>
      ) : (
        <RelativeTime atMs={lastRun.startedAt} className="truncate" />
      )}
    </span>
  )
}
