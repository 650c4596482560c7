import { classNames } from './class-names.ts'
import { formatDateTime, formatUntil } from './format.ts'
import { useNow } from './use-now.ts'

/** How soon something comes; the exact time is the hint. `atMs` in milliseconds since the epoch. */
export function Until({ atMs, className }: { atMs: number; className?: string }) {
  const now = useNow(15_000)
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={formatDateTime(atMs)}
      className={classNames('figures', className)}
    >
      {formatUntil(atMs, now)}
    </time>
  )
}
