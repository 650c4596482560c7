import { classNames } from './class-names.ts'
import { formatDateTime, formatRelativeTime } from './format.ts'
import { useNow } from './use-now.ts'

/** How long ago; the exact time is the hint. `atMs` in milliseconds since the epoch. */
export function RelativeTime({ atMs, className }: { atMs: number; className?: string }) {
  const now = useNow(30_000)
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={formatDateTime(atMs)}
      className={classNames('figures', className)}
    >
      {formatRelativeTime(atMs, now)}
    </time>
  )
}
