import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import { searchEntries } from '../parts/graph/search-entries.ts'
import { text } from '../text.ts'
import { Input } from '../ui/input.tsx'
import { NodeRow, ServiceRow } from './node-list-rows.tsx'
import { type PaletteRow, paletteRows } from './palette-rows.ts'

/** How many found nodes are shown; who wants another types one more letter. */
const mostFound = 60

type NodeListProps = {
  entries: readonly CatalogEntry[]
  onAdd: (entry: CatalogEntry) => void
  inputRef?: Ref<HTMLInputElement>
  /** Stands at the right end of the search field. */
  trailing?: ReactNode
  onEscape?: () => void
  isDraggable?: boolean
  hasFocus?: boolean
}

/** The node types with a search field over them: arrows choose, Enter or a click adds a node or opens a service. */
export function NodeList({ entries, onAdd, inputRef, trailing, onEscape, isDraggable, hasFocus }: NodeListProps) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const listId = useId()
  const listRef = useRef<HTMLDivElement>(null)
  const isSearching = query.trim() !== ''
  const found = useMemo(() => (isSearching ? searchEntries(entries, query) : []), [entries, query, isSearching])
  const rows = useMemo((): PaletteRow[] => {
    if (!isSearching) return paletteRows(entries, open)
    return found.slice(0, mostFound).map((entry) => ({ kind: 'node', entry, isInService: false }))
  }, [entries, open, found, isSearching])
  // In the order in which they stand there.
  const choices = useMemo(() => rows.filter((row) => row.kind !== 'heading'), [rows])
  const [isActive, setActive] = useState(hasFocus ?? false)
  const now = isActive ? choices[chosen] : undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is what it is about
  useEffect(() => {
    if (isActive) listRef.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen, isActive])

  const toggle = (serviceId: string, isOpen: boolean) => {
    const next = new Set(open)
    if (isOpen) next.add(serviceId)
    else next.delete(serviceId)
    setOpen(next)
  }
  const take = (row: PaletteRow | undefined) => {
    if (row?.kind === 'service') toggle(row.service.id, !row.isOpen)
    if (row?.kind !== 'node') return
    onAdd(row.entry)
    setQuery('')
    setChosen(0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = choices[chosen]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setChosen((before) => (before + step + choices.length) % Math.max(1, choices.length))
    } else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && query === '' && row?.kind === 'service') {
      event.preventDefault()
      toggle(row.service.id, event.key === 'ArrowRight')
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      take(row)
    } else if (event.key === 'Escape') {
      if (query !== '') {
        event.stopPropagation()
        setQuery('')
        setChosen(0)
      } else onEscape?.()
    }
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-2.5 pb-1.5">
        <Input
          ref={inputRef}
          icon="search"
          value={query}
          onChange={(value) => {
            setQuery(value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
          onFocus={() => setActive(true)}
          onBlur={() => setActive(false)}
          autoFocus={hasFocus}
          placeholder={text.canvas.palette.search}
          aria-label={text.canvas.palette.search}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={now ? rowId(listId, now) : undefined}
          trailing={trailing}
        />
      </div>
      <div
        ref={listRef}
        id={listId}
        role="listbox"
        aria-label={text.canvas.palette.label}
        className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-3"
      >
        {choices.length === 0 ? (
          <p className="px-2.5 py-6 text-center text-mute">{text.canvas.palette.none(query)}</p>
        ) : null}
        {inGroups(rows).map(({ label, heading, members }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset holds form fields, this is a part of a listbox
          <div key={label} role="group" aria-label={label}>
            {heading ? (
              <div aria-hidden className="px-2 pt-2.5 pb-1 font-medium text-mute text-xs">
                {label}
              </div>
            ) : null}
            {members.map((row) =>
              row.kind === 'service' ? (
                <ServiceRow
                  key={row.service.id}
                  id={rowId(listId, row)}
                  row={row}
                  isChosen={now === row}
                  onToggle={() => toggle(row.service.id, !row.isOpen)}
                />
              ) : row.kind === 'node' ? (
                <NodeRow
                  key={row.entry.type}
                  id={rowId(listId, row)}
                  entry={row.entry}
                  isInService={row.isInService}
                  // Under its service the name would only be said again.
                  showsService={isSearching}
                  isChosen={now === row}
                  isDraggable={isDraggable ?? false}
                  onAdd={() => onAdd(row.entry)}
                />
              ) : null,
            )}
          </div>
        ))}
        {found.length > mostFound ? (
          <p className="px-2.5 py-2 text-mute text-sm">{text.canvas.palette.more(found.length - mostFound)}</p>
        ) : null}
      </div>
    </div>
  )
}

function rowId(listId: string, row: PaletteRow): string {
  if (row.kind === 'node') return `${listId}-${row.entry.type}`
  return row.kind === 'service' ? `${listId}-service-${row.service.id}` : `${listId}-${row.group}`
}

type Group = { label: string; heading: boolean; members: PaletteRow[] }

/** What is found has no headings. */
function inGroups(rows: readonly PaletteRow[]): Group[] {
  const groups: Group[] = []
  for (const row of rows) {
    if (row.kind === 'heading') groups.push({ label: text.canvas.groups[row.group], heading: true, members: [] })
    else {
      if (groups.length === 0) groups.push({ label: text.canvas.palette.found, heading: false, members: [] })
      groups.at(-1)?.members.push(row)
    }
  }
  return groups
}
