import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class-names.ts'

/** Marks a run in which no real model was asked. */
export function DryRunBadge({ className }: { className?: string }) {
  return (
    <span title={text.forecast.dryRun.badgeTitle} className="inline-flex shrink-0">
      <Badge tone="accent" className={classNames('border border-accent/30', className)}>
        {text.forecast.dryRun.badge}
      </Badge>
    </span>
  )
}
