import type { CostPeriod } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'

/** Money and tokens of today and of this month. */
export function CostTable({ today, month }: { today: CostPeriod; month: CostPeriod }) {
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
