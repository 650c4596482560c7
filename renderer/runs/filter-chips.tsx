import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { chipFields, useFilterWords, without } from './filter-words.ts'

const say = text.runList.filter

type FilterChipsProps = { filter: RunFilter; onChange: (filter: RunFilter) => void }

/** What the list is narrowed to; each can be taken away again. */
export function FilterChips({ filter, onChange }: FilterChipsProps) {
  const sayField = useFilterWords()
  const set = chipFields.filter((field) => filter[field] !== undefined)
  if (set.length === 0) return null
  return (
    <section aria-label={say.label} className="flex flex-wrap items-center gap-1.5 px-3 pb-2">
      {set.map((field) => {
        const title = sayField(field, filter)
        return (
          <button
            key={field}
            type="button"
            aria-label={say.remove(say.names[field], title)}
            onClick={() => onChange(without(filter, field))}
            className="flex h-6 max-w-full items-center gap-1 rounded-full border border-accent/40 bg-accent-soft pr-1.5 pl-2.5 text-accent text-sm hover:border-accent"
          >
            <span className="shrink-0">{say.names[field]}</span>{' '}
            <span className="min-w-0 truncate font-semibold">{title}</span>
            <Icon name="x" size={12} />
          </button>
        )
      })}
      {set.length > 1 ? (
        <button
          type="button"
          onClick={() => onChange(filter.words === undefined ? {} : { words: filter.words })}
          className="h-6 rounded-md px-1.5 text-mute text-sm hover:bg-hover hover:text-text"
        >
          {say.clear}
        </button>
      ) : null}
    </section>
  )
}
