import { useEffect, useState } from 'react'
import type { ProviderState } from '../../shared/contract/connections.ts'
import type { CostReport } from '../../shared/contract/costs.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { errorOf } from '../link/error-of.ts'
import { Section } from '../parts/charts/section.tsx'
import { useConnections } from '../state/connections-store.ts'
import type { CostQuery } from '../state/cost-query.ts'
import { type WhatIf as Answer, costReport } from '../state/cost-report-store.ts'
import { text } from '../text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { formatListPrice, formatShare } from '../ui/format.ts'
import { Money } from '../ui/money.tsx'
import { Select, type SelectGroup } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

const say = text.costs.whatIf

type WhatIfProps = { query: CostQuery; total: CostReport['total'] }

/** What the same calls would have cost with a model one chooses, beside what they did. */
export function WhatIf({ query, total }: WhatIfProps) {
  const [model, setModel] = useState('')
  const providers = useConnections((state) => state.providers)
  const groups = pricedModels(providers ?? [])
  const chosen = groups.flatMap(({ options }) => options).find(({ value }) => value === model)
  return (
    <Section title={say.title}>
      <p className="-mt-2 text-mute">{say.intro}</p>
      {providers && groups.length === 0 ? (
        <p className="text-mute">{say.noModels}</p>
      ) : (
        <Select
          label={say.choose}
          placeholder={say.choose}
          value={model}
          onChange={setModel}
          options={groups}
          showsNote
        />
      )}
      {chosen ? <Comparison query={query} total={total} model={model} title={chosen.label} /> : null}
    </Section>
  )
}

/** Every model with a price, those that can be asked now first. */
function pricedModels(providers: readonly ProviderState[]): SelectGroup[] {
  return [...providers]
    .sort((a, b) => Number(b.ready) - Number(a.ready))
    .map(({ title, models }) => ({
      heading: title,
      options: models.flatMap(({ ref, title: label, price }) =>
        price && price.inputUsdPerMillion !== null && price.outputUsdPerMillion !== null
          ? [{ value: ref, label, note: priceNote(price.inputUsdPerMillion, price.outputUsdPerMillion) }]
          : [],
      ),
    }))
    .filter(({ options }) => options.length > 0)
}

function priceNote(input: number, output: number): string {
  return text.inspector.model.shortPrice(formatListPrice(input), formatListPrice(output))
}

type ComparisonProps = WhatIfProps & { model: string; title: string }

function Comparison({ query, total, model, title }: ComparisonProps) {
  const [answer, setAnswer] = useState<{ of: string; whatIf: Answer } | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  // It is asked anew when the calls behind it have become more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count of calls stands for the calls
  useEffect(() => {
    let isCurrent = true
    costReport.compare(query, model).then(
      (whatIf) => {
        if (!isCurrent) return
        setAnswer({ of: model, whatIf })
        setError(null)
      },
      (thrown) => isCurrent && setError(errorOf(thrown)),
    )
    return () => {
      isCurrent = false
    }
  }, [query, model, total.calls, total.microUsd])
  if (error) return <ErrorNote error={error} />
  if (answer?.of !== model) return <Skeleton className="h-24 w-full" />
  const { actualMicroUsd, unknownCalls, microUsd } = answer.whatIf
  const largest = Math.max(actualMicroUsd, microUsd ?? 0)
  return (
    <div className="flex flex-col gap-3">
      <dl className="flex flex-col gap-2.5">
        <Bar label={say.actual} microUsd={actualMicroUsd} unknown={unknownCalls} of={largest} colour="var(--mute)" />
        <Bar label={say.with(title)} microUsd={microUsd} unknown={0} of={largest} colour="var(--accent)" />
      </dl>
      {microUsd === null ? null : (
        <p role="status" className="font-semibold">
          {unknownCalls > 0 ? say.notComparable(unknownCalls) : differenceWords(actualMicroUsd, microUsd)}
        </p>
      )}
      <p className="text-mute text-sm">{say.caveat}</p>
    </div>
  )
}

type BarProps = { label: string; microUsd: number | null; unknown: number; of: number; colour: string }

function Bar({ label, microUsd, unknown, of, colour }: BarProps) {
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3">
        <dt className="min-w-0 truncate">{label}</dt>
        <dd className="figures">
          <Money microUsd={microUsd} className="font-semibold" />
          {unknown > 0 ? <span className="ml-1.5 text-sm text-warn">{text.costs.unknown(unknown)}</span> : null}
        </dd>
      </div>
      <span aria-hidden className="h-2 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full"
          style={{ width: of > 0 ? `${((microUsd ?? 0) / of) * 100}%` : 0, background: colour }}
        />
      </span>
    </div>
  )
}

function differenceWords(actual: number, other: number): string {
  const money = formatMicroUsd(Math.abs(actual - other))
  if (actual === other) return say.same
  const share = actual > 0 ? formatShare(Math.abs(actual - other) / actual) : null
  return other < actual ? say.less(money, share) : say.more(money, share)
}
