import type { TelemetryStatus } from '../../../shared/contract/telemetry.ts'
import { text } from '../../text.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatCount } from '../../ui/format.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'

const say = text.telemetry.sending

/** What was sent, what waits, and what the last try was answered. */
export function SendingLine({ title, sending }: { title: string; sending: TelemetryStatus['traces'] }) {
  const { sent, waiting, dropped, lastAt, error } = sending
  const counts = [
    ...(sent > 0 ? [say.sent(formatCount(sent))] : []),
    ...(waiting > 0 ? [say.waiting(formatCount(waiting))] : []),
    ...(dropped > 0 ? [say.dropped(formatCount(dropped))] : []),
  ]
  return (
    <div className="flex flex-col gap-2 px-4 py-3">
      <div className="flex items-baseline justify-between gap-6">
        <h4 className="font-semibold">{title}</h4>
        <p role="status" className="figures text-mute text-sm">
          {counts.length === 0 ? say.none : counts.join(', ')}
          {lastAt === null ? null : (
            <>
              {' · '}
              {say.last} <RelativeTime atMs={lastAt} />
            </>
          )}
        </p>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  )
}
