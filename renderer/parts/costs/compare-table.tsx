import { type ReactNode, useMemo, useState } from 'react'
import type { ModelCost } from '../../../shared/contract/costs.ts'
import { useConnections } from '../../state/connections-store.ts'
import { text } from '../../text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Input } from '../../ui/input.tsx'
import { Money } from '../../ui/money.tsx'
import { compareRows } from './compare-rows.ts'

const say = text.forecast.compare

type CompareTableProps = {
  /** What the models are compared with, and what that came to; null: nobody knows. */
  base: { label: ReactNode; microUsd: number | null; isPartlyUnknown?: boolean }
  models: readonly ModelCost[]
}

/** One row a model, cheapest first, with what it is compared with in its place among them. */
export function CompareTable({ base, models }: CompareTableProps) {
  const providers = useConnections((state) => state.providers)
  const [query, setQuery] = useState('')
  const [withOthers, setWithOthers] = useState(false)
  const rows = useMemo(() => compareRows(models, base.microUsd, providers ?? []), [models, base.microUsd, providers])
  if (rows.length === 0) return <p className="text-mute">{say.noModels}</p>
  const wanted = query.trim().toLowerCase()
  const hasOthers = rows.some(({ isReady }) => !isReady)
  const shown = rows.filter(
    ({ model, title, isReady }) =>
      (isReady || withOthers) && (model.toLowerCase().includes(wanted) || title.toLowerCase().includes(wanted)),
  )
  const place = shown.findIndex(({ microUsd }) => microUsd > (base.microUsd ?? 0))
  const before = place < 0 ? shown : shown.slice(0, place)
  const after = place < 0 ? [] : shown.slice(place)
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <Input
          type="search"
          value={query}
          onChange={setQuery}
          aria-label={say.search}
          placeholder={say.search}
          className="min-w-0 flex-1"
        />
        {hasOthers ? <Checkbox isOn={withOthers} onChange={setWithOthers} label={say.notReady} /> : null}
      </div>
      <table className="figures w-full text-sm">
        <thead className="text-mute text-xs">
          <tr className="border-b">
            <th scope="col" className="py-1.5 pr-2 text-left font-medium">
              {say.model}
            </th>
            <th scope="col" className="px-2 py-1.5 text-right font-medium">
              {say.cost}
            </th>
            <th scope="col" className="py-1.5 pl-2 text-right font-medium">
              {say.difference}
            </th>
          </tr>
        </thead>
        <tbody>
          {before.map((row) => (
            <Row key={row.model} {...row} />
          ))}
          <tr className="border-b bg-accent-soft font-semibold last:border-b-0">
            <th scope="row" className="py-1.5 pr-2 pl-2 text-left font-semibold">
              {base.label}
            </th>
            <td className="px-2 py-1.5 text-right">
              <Money microUsd={base.microUsd} isPartlyUnknown={base.isPartlyUnknown} />
            </td>
            <td />
          </tr>
          {after.map((row) => (
            <Row key={row.model} {...row} />
          ))}
        </tbody>
      </table>
      {shown.length === 0 ? <p className="py-1 text-center text-mute text-sm">{say.none}</p> : null}
    </div>
  )
}

function Row({ title, provider, microUsd, difference, isReady }: ReturnType<typeof compareRows>[number]) {
  return (
    <tr className="border-b last:border-b-0">
      <th scope="row" className="py-1.5 pr-2 pl-2 text-left font-normal">
        {title} {provider === title ? null : <span className="text-mute text-xs">{provider}</span>}
        {isReady ? null : <span className="ml-1.5 text-warn text-xs">{text.inspector.model.noKey}</span>}
      </th>
      <td className="px-2 py-1.5 text-right">
        <Money microUsd={microUsd} />
      </td>
      <td className={classNames('py-1.5 pr-2 pl-2 text-right', difference?.startsWith('−') ? 'text-ok' : 'text-mute')}>
        {difference}
      </td>
    </tr>
  )
}
