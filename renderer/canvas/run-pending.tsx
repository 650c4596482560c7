import type { NodeWait } from '../parts/wait/run-waits.ts'
import { WaitIcon } from '../parts/wait/wait-icon.tsx'
import { WaitButton } from '../parts/wait/wait-note.tsx'
import { formatClock } from '../parts/wait/wait-words.ts'
import type { RunSlice } from '../state/run-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { useNow } from '../ui/use-now.ts'

/** In the run bar, of a run that has not begun: others go first. */
export function QueuedRun({ slice, onCancel }: { slice: RunSlice; onCancel: () => void }) {
  const { cancelRequested } = slice.view
  return (
    <>
      <Button size="sm" variant="danger" icon="square" isBusy={cancelRequested} onClick={onCancel}>
        {text.common.cancel}
      </Button>
      <span role="status" className="flex items-center gap-1.5 px-2.5 font-semibold">
        <Icon name="clock" size={15} className="text-mute" />
        {text.queue.waits}
      </span>
    </>
  )
}

/** In the run bar, of a run that does nothing but wait: for what, and the button that helps. */
export function WaitingFor({ waits }: { waits: NodeWait[] }) {
  const now = useNow(30_000)
  const [first] = waits
  if (!first) return null
  const { ask } = first
  const say = text.waits.runBar
  const words =
    ask.kind === 'person' ? say.person : ask.kind === 'call' ? say.call : say.until(formatClock(ask.dueAt, now))
  return (
    <>
      <span role="status" className="flex items-center gap-1.5 whitespace-nowrap font-semibold">
        <WaitIcon kind={ask.kind} size={15} />
        {words}
      </span>
      <span className="w-2.5" />
      <WaitButton waitId={first.waitId} ask={ask} />
    </>
  )
}
