import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { CatalogEntry, NodeGroup } from '../../shared/catalog/entry.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { GroupTile } from '../ui/group-tile.tsx'
import { Input } from '../ui/input.tsx'
import { searchEntries } from './palette-search.ts'

/** What a dragged palette item carries: the node type. */
export const dragType = 'application/x-niti-node'

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

/** The node types with a search field over them: arrows choose, Enter or a click adds. */
export function NodeList({ entries, onAdd, inputRef, trailing, onEscape, isDraggable, hasFocus }: NodeListProps) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const listRef = useRef<HTMLDivElement>(null)
  const found = useMemo(() => searchEntries(entries, query), [entries, query])
  const isSearching = query.trim() !== ''
  const groups = useMemo(() => (isSearching ? [{ group: null, entries: found }] : byGroup(found)), [found, isSearching])
  // In the order in which they stand there.
  const shown = groups.flatMap((group) => group.entries)
  const [isActive, setActive] = useState(hasFocus ?? false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is what it is about
  useEffect(() => {
    if (isActive) listRef.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen, isActive])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setChosen((now) => (now + step + shown.length) % Math.max(1, shown.length))
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      const entry = shown[chosen]
      if (!entry) return
      onAdd(entry)
      setQuery('')
      setChosen(0)
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
          aria-activedescendant={isActive && shown[chosen] ? `${listId}-${shown[chosen].type}` : undefined}
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
        {shown.length === 0 ? (
          <p className="px-2.5 py-6 text-center text-mute">{text.canvas.palette.none(query)}</p>
        ) : null}
        {groups.map(({ group, entries: members }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset holds form fields, this is a part of a listbox
          <div
            key={group ?? 'found'}
            role="group"
            aria-label={group ? text.canvas.groups[group] : text.canvas.palette.found}
          >
            {group ? (
              <div aria-hidden className="px-2 pt-2.5 pb-1 font-medium text-mute text-xs">
                {text.canvas.groups[group]}
              </div>
            ) : null}
            {members.map((entry) => {
              const isChosen = isActive && shown[chosen] === entry
              return (
                <Item
                  key={entry.type}
                  id={`${listId}-${entry.type}`}
                  entry={entry}
                  isChosen={isChosen}
                  isDraggable={isDraggable ?? false}
                  onAdd={() => onAdd(entry)}
                />
              )
            })}
          </div>
        ))}
      </div>
    </div>
  )
}

type ItemProps = { id: string; entry: CatalogEntry; isChosen: boolean; isDraggable: boolean; onAdd: () => void }

function Item({ id, entry, isChosen, isDraggable, onAdd }: ItemProps) {
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(dragType, entry.type)
    event.dataTransfer.effectAllowed = 'copy'
  }
  return (
    <button
      type="button"
      id={id}
      role="option"
      aria-selected={isChosen}
      data-chosen={isChosen || undefined}
      draggable={isDraggable}
      onDragStart={drag}
      onClick={onAdd}
      title={entry.summary}
      className={classNames(
        'flex h-[30px] w-full select-none items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover active:bg-line',
        isChosen && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      <GroupTile group={entry.group} icon={entry.icon} size="sm" />
      <span className="truncate">{entry.title}</span>
    </button>
  )
}

function byGroup(entries: CatalogEntry[]): { group: NodeGroup; entries: CatalogEntry[] }[] {
  const groups = new Map<NodeGroup, CatalogEntry[]>()
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry])
  return [...groups].map(([group, members]) => ({ group, entries: members }))
}
