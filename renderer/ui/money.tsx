import { formatMicroUsd, type MicroUsd } from '../../shared/money.ts'
import { text } from '../text.ts'
import { classNames } from './class-names.ts'

type MoneyProps = {
  /** `null` is a price nobody knows, and is said, never shown as nothing. */
  microUsd: MicroUsd | null
  /** The sum leaves out calls of unknown price. */
  isPartlyUnknown?: boolean
  className?: string
}

/** An amount of money, in figures of equal width. */
export function Money({ microUsd, isPartlyUnknown = false, className }: MoneyProps) {
  if (microUsd === null) {
    return (
      <span title={text.common.unknownCostHint} className={classNames('figures text-warn', className)}>
        {text.common.unknown}
      </span>
    )
  }
  return (
    <span className={classNames('figures', className)}>
      {formatMicroUsd(microUsd)}
      {isPartlyUnknown ? (
        <span title={text.common.partlyUnknownCostHint} className="ml-1 font-normal text-warn">
          {text.common.andUnknown}
        </span>
      ) : null}
    </span>
  )
}
