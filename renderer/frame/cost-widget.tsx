import type { CostPeriod } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

type CostWidgetProps = {
  /** null while nothing is known yet. */
  costs: { today: CostPeriod; month: CostPeriod } | null
  /** Any moment of the month in question, in milliseconds since the epoch. */
  nowMs: number
}

/** What models cost today and this month; a click tells more. */
export function CostWidget({ costs, nowMs }: CostWidgetProps) {
  const monthName = new Date(nowMs).toLocaleDateString('en-US', { month: 'short' })
  return (
    <Popover
      align="end"
      className="w-76"
      label={text.frame.costs.label}
      trigger={
        <button
          type="button"
          className="flex h-8 shrink-0 items-center gap-3.5 rounded-md px-2 text-mute text-sm hover:bg-hover data-[state=open]:bg-hover"
        >
          {costs ? (
            <>
              <Amount label={text.frame.costs.today} period={costs.today} />
              <span aria-hidden className="h-3.5 w-px bg-line" />
              <Amount label={monthName} period={costs.month} />
            </>
          ) : (
            <Skeleton className="h-3 w-32" />
          )}
        </button>
      }
    >
      {costs ? <CostTable {...costs} /> : <Skeleton className="h-24 w-full" />}
    </Popover>
  )
}

function Amount({ label, period }: { label: string; period: CostPeriod }) {
  return (
    <span className="figures">
      {label} <Money microUsd={period.microUsd} className="font-semibold text-text" />
      {period.unknownCalls > 0 ? <span className="ml-1 text-warn">{text.common.andUnknown}</span> : null}
    </span>
  )
}

function CostTable({ today, month }: { today: CostPeriod; month: CostPeriod }) {
  const rows = [
    {
      label: text.frame.costs.cost,
      of: (period: CostPeriod) => <Money microUsd={period.microUsd} className="font-semibold" />,
    },
    { label: text.frame.costs.tokensIn, of: (period: CostPeriod) => formatCount(period.inputTokens) },
    { label: text.frame.costs.tokensOut, of: (period: CostPeriod) => formatCount(period.outputTokens) },
  ]
  return (
    <>
      <table className="w-full text-sm">
        <thead>
          <tr className="text-mute">
            <td />
            <th scope="col" className="pb-1 text-right font-medium">
              {text.frame.costs.today}
            </th>
            <th scope="col" className="pb-1 text-right font-medium">
              {text.frame.costs.thisMonth}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label} className="border-t">
              <th scope="row" className="py-1.5 text-left font-normal text-mute">
                {row.label}
              </th>
              <td className="figures py-1.5 text-right">{row.of(today)}</td>
              <td className="figures py-1.5 text-right">{row.of(month)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {month.unknownCalls > 0 ? (
        <p className="mt-2 flex gap-2 rounded-md bg-warn-soft p-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} className="mt-px" />
          {text.frame.costs.unknownCalls(month.unknownCalls)}
        </p>
      ) : null}
      <p className="mt-2 text-mute text-xs">{text.frame.costs.note}</p>
    </>
  )
}
