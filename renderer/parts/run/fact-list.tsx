import { Fragment, type ReactNode } from 'react'

export type Fact = { label: string; value: ReactNode }

/** Names left, values right: numbers one compares. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {facts.map(({ label, value }) => (
        <Fragment key={label}>
          <dt className="whitespace-nowrap text-mute">{label}</dt>
          <dd className="min-w-0 text-right tabular-nums">{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
