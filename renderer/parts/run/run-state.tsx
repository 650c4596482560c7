import type { RunSummary } from '../../../shared/contract/runs.ts'
import type { RunView } from '../../../shared/run/view.ts'
import { text } from '../../text.ts'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { onlyWaits, waitOfSummary } from '../wait/run-waits.ts'
import { WaitIcon } from '../wait/wait-icon.tsx'

type Summary = Pick<RunSummary, 'status' | 'openWaits' | 'asksYou'>

/** How a run of a list stands; what it waits for goes before that it is under way. */
export function SummaryIcon({ run, size, className }: { run: Summary; size: number; className?: string }) {
  const wait = waitOfSummary(run)
  if (wait) return <WaitIcon kind={wait} size={size} className={className} />
  return <StatusIcon status={run.status} size={size} className={className} />
}

/** The same in words; null where time and cost say enough. */
export function summaryWords(run: Summary): string | null {
  const wait = waitOfSummary(run)
  if (wait) return text.waits.states[wait]
  return run.status === 'queued' ? text.common.state.queued : null
}

/** How a run that one follows stands, as icon and words. */
export function ViewState({ view }: { view: RunView }) {
  const [wait] = onlyWaits(view) ?? []
  return (
    <>
      {wait ? <WaitIcon kind={wait.ask.kind} size={15} /> : <StatusIcon status={view.status} size={15} />}
      {wait ? text.waits.states[wait.ask.kind] : text.common.state[view.status]}
    </>
  )
}
