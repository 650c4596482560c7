import { microUsdPerUsd } from '../../../shared/money.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Money } from '../../ui/money.tsx'

type CostFigureProps = {
  sum: { microUsd: number; unknownCalls: number; calls: number }
  className?: string
}

/** A sum of calls as money; those of unknown price are said beside it, and where there are no others, in its place. */
export function CostFigure({ sum: { microUsd, unknownCalls, calls }, className }: CostFigureProps) {
  // What is shown is rounded; the hint is what sums are made of.
  const exact = `$${(microUsd / microUsdPerUsd).toFixed(6)}`
  const known = (
    <span title={exact}>
      <Money microUsd={microUsd} className={className} />
    </span>
  )
  if (unknownCalls === 0) return known
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
      {known}
      <span title={hint} className="ml-1.5 font-normal text-sm text-warn">
        {text.costs.unknown(unknownCalls)}
      </span>
    </span>
  )
}
