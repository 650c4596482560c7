import type { CostFilter } from '../../shared/contract/costs.ts'
import { type CostQuery, widen } from '../state/cost-query.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'

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
            <button
              type="button"
              aria-label={say.remove(say.names[field], title)}
              onClick={() => onChange(widen(query, field))}
              className="flex h-7 max-w-96 items-center gap-1.5 rounded-full border border-accent/40 bg-accent-soft pr-2 pl-3 text-accent text-sm hover:border-accent"
            >
              <span className="shrink-0">{say.names[field]}</span>{' '}
              <span className="min-w-0 truncate font-semibold">{title}</span>
              <Icon name="x" size={13} />
            </button>
          </li>
        ))}
      </ul>
      {set.length > 1 ? (
        <Button variant="ghost" size="sm" onClick={() => onChange({ ...query, filter: {} })}>
          {say.clear}
        </Button>
      ) : null}
    </section>
  )
}
