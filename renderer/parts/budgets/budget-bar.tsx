import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import type { BarParts, BudgetLevel } from './budget-level.ts'

const fills: Record<BudgetLevel, string> = { ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' }
const inks: Record<BudgetLevel, string> = { ok: 'text-ok', warn: 'text-warn', bad: 'text-bad' }
const hatched = 'repeating-linear-gradient(135deg, currentColor 0 2px, transparent 2px 5px)'

type BudgetBarProps = { title: string; parts: BarParts; level: BudgetLevel; isThin?: boolean; className?: string }

/** What is spent of a limit, what is held for calls under way (hatched), and where the thresholds lie. */
export function BudgetBar({ title, parts, level, isThin = false, className }: BudgetBarProps) {
  const { settled, reserved, ticks } = parts
  return (
    <span className={classNames('block', className)}>
      <span className="sr-only">{text.budgets.bar(title, Math.floor(settled), Math.round(reserved))}</span>
      <span
        aria-hidden
        className={classNames('relative flex w-full overflow-hidden rounded-full bg-hover', isThin ? 'h-1' : 'h-2')}
      >
        <span className={fills[level]} style={{ width: `${settled}%` }} />
        <span className={inks[level]} style={{ width: `${reserved}%`, backgroundImage: hatched }} />
        {isThin
          ? null
          : ticks.map((percent) => (
              <span
                key={percent}
                className={classNames('absolute inset-y-0 w-px', percent <= settled ? 'bg-panel' : 'bg-line-strong')}
                style={{ left: `${percent}%` }}
              />
            ))}
      </span>
    </span>
  )
}
