import { useEffect, useRef, useState } from 'react'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { Popover } from '../ui/popover.tsx'
import { FilterChips } from './filter-chips.tsx'
import { FilterForm } from './filter-form.tsx'
import { without } from './filter-words.ts'
import { QueueMenu } from './queue-menu.tsx'
import { ViewsMenu } from './views-menu.tsx'

const say = text.runList
/** Milliseconds after the last key before what is typed is searched for. */
const typingMs = 250

type RunListHeadProps = { filter: RunFilter; onChange: (filter: RunFilter) => void }

/** The title of the list, what is searched for, and how it is narrowed. */
export function RunListHead({ filter, onChange }: RunListHeadProps) {
  return (
    <header className="shrink-0 border-b">
      <div className="flex h-12 items-center gap-1 px-3">
        <h1 className="min-w-0 flex-1 truncate font-semibold text-lg">{say.title}</h1>
        <Popover
          label={say.filter.label}
          align="start"
          className="w-88"
          trigger={<IconButton icon="list-filter" size="sm" label={say.filter.open} />}
        >
          <FilterForm filter={filter} onChange={onChange} />
        </Popover>
        <ViewsMenu filter={filter} onOpen={onChange} />
        <QueueMenu />
      </div>
      <div className="px-3 pb-2">
        <SearchField
          words={filter.words ?? ''}
          onSearch={(words) => onChange(words.trim() === '' ? without(filter, 'words') : { ...filter, words })}
        />
      </div>
      <FilterChips filter={filter} onChange={onChange} />
    </header>
  )
}

type SearchFieldProps = { words: string; onSearch: (words: string) => void }

/** Searches while one types, a moment after the last key. */
function SearchField({ words, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(words)
  const sent = useRef(words)
  const search = useRef(onSearch)
  search.current = onSearch
  // What came from elsewhere (a link, a saved list, Back) stands in the field; what was typed here is there already.
  useEffect(() => {
    if (words !== sent.current) setTyped(words)
    sent.current = words
  }, [words])
  useEffect(() => {
    if (typed === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed
      search.current(typed)
    }, typingMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <Input
      type="search"
      size="sm"
      icon="search"
      aria-label={say.search}
      placeholder={say.searchHint}
      maxLength={200}
      value={typed}
      onChange={setTyped}
    />
  )
}
