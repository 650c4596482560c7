import { classNames } from './class-names.ts'
import { formatDuration } from './format.ts'
import { useNow } from './use-now.ts'

type DurationProps = { startedAt: number; endedAt: number | null; className?: string }

/** From start to end, or still counting while there is no end. Times in milliseconds since the epoch. */
export function Duration({ startedAt, endedAt, className }: DurationProps) {
  const now = useNow(endedAt === null ? 100 : null)
  return <span className={classNames('figures', className)}>{formatDuration((endedAt ?? now) - startedAt)}</span>
}
