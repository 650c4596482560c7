import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { Money } from '../ui/money.tsx'

type CostFigureProps = {
  sum: { microUsd: number; unknownCalls: number; calls: number }
  className?: string
}

/** A sum of calls as money; those of unknown price are said beside it, and where there are no others, in its place. */
export function CostFigure({ sum: { microUsd, unknownCalls, calls }, className }: CostFigureProps) {
  if (unknownCalls === 0) return <Money microUsd={microUsd} className={className} />
  const hint = text.costs.unknownHint(unknownCalls)
  if (unknownCalls === calls) {
    return (
      <span title={hint} className={classNames('figures text-warn', className)}>
        {text.common.unknown}
      </span>
    )
  }
  return (
    <span className="figures">
      <Money microUsd={microUsd} className={className} />
      <span title={hint} className="ml-1.5 font-normal text-sm text-warn">
        {text.costs.unknown(unknownCalls)}
      </span>
    </span>
  )
}
