import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'

/** Marks a run in which no real model was asked. */
export function DryRunBadge({ className }: { className?: string }) {
  return (
    <span title={text.forecast.dryRun.badgeTitle} className="inline-flex shrink-0">
      <Badge tone="accent" className={className}>
        {text.forecast.dryRun.badge}
      </Badge>
    </span>
  )
}
