import type { CostFilter } from '../../shared/contract/costs.ts'
import { FilterChip } from '../parts/charts/filter-chip.tsx'
import { type CostQuery, widen } from '../state/cost-query.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'

const say = text.costs.filter
const fields = ['model', 'provider', 'workflowId', 'agentId', 'runId'] as const satisfies (keyof CostFilter)[]

type FilterChipsProps = {
  query: CostQuery
  onChange: (query: CostQuery) => void
  titleOf: (field: keyof CostFilter, value: string) => string
}

/** What the figures are narrowed to; each can be taken away again. */
export function FilterChips({ query, onChange, titleOf }: FilterChipsProps) {
  const set = fields.flatMap((field) => {
    const value = query.filter[field]
    return value === undefined ? [] : [{ field, title: titleOf(field, value) }]
  })
  if (set.length === 0) return null
  return (
    <section aria-label={say.label} className="flex shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-6 py-2">
      <span className="text-mute text-sm">{say.label}</span>
      <ul className="contents">
        {set.map(({ field, title }) => (
          <li key={field} className="contents">
            <FilterChip name={say.names[field]} value={title} onRemove={() => onChange(widen(query, field))} />
          </li>
        ))}
      </ul>
      {set.length > 1 ? (
        <Button variant="ghost" size="sm" onClick={() => onChange({ ...query, filter: {} })}>
          {text.charts.filter.clear}
        </Button>
      ) : null}
    </section>
  )
}
