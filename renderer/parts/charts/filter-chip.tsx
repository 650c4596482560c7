import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'

type FilterChipProps = { name: string; value: string; onRemove: () => void }

/** One thing that the figures are narrowed to; a click takes it away again. */
export function FilterChip({ name, value, onRemove }: FilterChipProps) {
  return (
    <button
      type="button"
      aria-label={text.charts.filter.remove(name, value)}
      onClick={onRemove}
      className="flex h-7 max-w-96 items-center gap-1.5 rounded-full border border-accent/40 bg-accent-soft pr-2 pl-3 text-accent text-sm hover:border-accent"
    >
      <span className="shrink-0">{name}</span> <span className="min-w-0 truncate font-semibold">{value}</span>
      <Icon name="x" size={13} />
    </button>
  )
}
