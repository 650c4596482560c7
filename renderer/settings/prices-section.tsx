import { useEffect, useMemo, useState } from 'react'
import type { ModelPrice } from '../../shared/contract/prices.ts'
import { loadPrices, usePrices } from '../state/prices-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Input } from '../ui/input.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { PriceDialog } from './prices/price-dialog.tsx'
import { PriceRow, priceCell } from './prices/price-row.tsx'

const words = text.prices

/** What each model costs, and where a person sets it. */
export function PricesSection() {
  const { prices, error } = usePrices()
  const [search, setSearch] = useState('')
  const [editing, setEditing] = useState<{ of: ModelPrice | null } | null>(null)
  useEffect(() => {
    void loadPrices()
  }, [])
  const found = useMemo(() => findPrices(prices ?? [], search), [prices, search])
  if (!prices) {
    if (!error) return <TableSkeleton />
    return <ErrorNote error={error} action={<RetryButton />} />
  }
  return (
    <>
      <p className="-mt-3 text-mute">{words.intro}</p>
      {error ? <ErrorNote error={error} action={<RetryButton />} /> : null}
      <div className="flex items-center justify-between gap-4">
        <Input
          type="search"
          icon="search"
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          onChange={setSearch}
          className="max-w-72"
        />
        <Button icon="plus" onClick={() => setEditing({ of: null })}>
          {words.other}
        </Button>
      </div>
      {found.length === 0 ? (
        <EmptyState icon="search" title={words.nothingFound} body={words.nothingFoundBody} />
      ) : (
        <PriceTable prices={found} onEdit={(of) => setEditing({ of })} />
      )}
      {editing ? <PriceDialog of={editing.of} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

function PriceTable({ prices, onEdit }: { prices: ModelPrice[]; onEdit: (of: ModelPrice) => void }) {
  const { columns } = words
  return (
    <div className="overflow-hidden rounded-xl border bg-panel shadow-card">
      <table aria-label={words.table} className="w-full table-fixed text-left">
        <thead className="text-mute text-sm">
          <tr className="h-9 border-b">
            <th scope="col" className={`${priceCell} font-medium`}>
              {columns.model}
            </th>
            <th scope="col" className={`${priceCell} w-19 text-right font-medium`}>
              {columns.input}
            </th>
            <th scope="col" className={`${priceCell} w-22 text-right font-medium`}>
              {columns.cached}
            </th>
            <th scope="col" className={`${priceCell} w-19 text-right font-medium`}>
              {columns.output}
            </th>
            <th scope="col" className={`${priceCell} w-32 font-medium`}>
              {columns.source}
            </th>
            <th scope="col" className={`${priceCell} w-32 font-medium`}>
              {columns.counted}
            </th>
            <td className={`${priceCell} w-11`} />
          </tr>
        </thead>
        <tbody>
          {prices.map((price) => (
            <PriceRow key={price.model} price={price} onEdit={() => onEdit(price)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Own prices first: they are what a person looks after. All words of the search must occur. */
function findPrices(prices: ModelPrice[], search: string): ModelPrice[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean)
  const fitting = prices.filter(({ model, title }) => {
    const name = `${model} ${title}`.toLowerCase()
    return wanted.every((word) => name.includes(word))
  })
  return [...fitting.filter(({ own }) => own), ...fitting.filter(({ own }) => !own)]
}

function RetryButton() {
  return (
    <Button size="sm" onClick={loadPrices}>
      {text.common.retry}
    </Button>
  )
}

function TableSkeleton() {
  return (
    <div role="status" aria-label={text.common.loading} className="flex flex-col gap-5">
      <Skeleton className="h-8 w-72" />
      <Skeleton className="h-96 rounded-xl" />
    </div>
  )
}
