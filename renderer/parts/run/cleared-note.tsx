import { text } from '../../text.ts'
import { formatDate } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'

/** Says of a run that what its nodes did is no longer there. */
export function ClearedNote({ clearedAt }: { clearedAt: number }) {
  return (
    <div role="note" className="flex items-start gap-2.5 border-b bg-sunken px-3 py-2 text-sm">
      <Icon name="info" size={15} className="mt-0.5 text-mute" />
      <p className="min-w-0 flex-1">{text.runs.cleared(formatDate(clearedAt, Date.now()))}</p>
    </div>
  )
}
