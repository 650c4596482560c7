import { useEffect, useMemo, useState } from 'react'
import type { AgentSummary } from '../../shared/contract/agents.ts'
import { AgentsTabs } from '../parts/agents/agents-tabs.tsx'
import { DropZone } from '../parts/layout/drop-zone.tsx'
import { agents, freshAgent, useAgents } from '../state/agents-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Input } from '../ui/input.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { AgentCard } from './agent-card.tsx'
import { attempt } from './attempt.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { chooseAgentFiles, dismissAgentFailures, importAgentFiles, useAgentImport } from './import-agents.ts'
import { filterAgents, tagsOf } from './list-rows.ts'
import { Starters } from './starters.tsx'

const say = text.agents

/** Every agent of this data folder, and where new ones come from. */
export function AgentList() {
  const list = useAgents((state) => state.list)
  const error = useAgents((state) => state.error)
  const [query, setQuery] = useState('')
  useEffect(() => {
    void agents.load()
    void agents.loadAround()
  }, [])
  return (
    <DropZone
      onFiles={(files) => void importAgentFiles(files)}
      title={say.dropHere}
      hint={say.dropHint}
      className="relative flex h-full flex-col"
    >
      <Toolbar count={list?.length ?? 0} query={query} onQuery={setQuery} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-5 px-6 py-5">
          <ImportFailures />
          {error && !list ? (
            <ErrorNote
              error={error}
              action={
                <Button size="sm" onClick={() => void agents.load()}>
                  {text.common.retry}
                </Button>
              }
            />
          ) : null}
          {list === null ? error ? null : <ListSkeleton /> : <Body list={list} query={query} onQuery={setQuery} />}
          {query === '' ? <Starters /> : null}
        </div>
      </div>
    </DropZone>
  )
}

/** Makes an empty agent and opens it. */
export function makeAgent(): void {
  attempt(async () => {
    const taken = (agents.store.getState().list ?? []).map(({ name }) => name)
    navigate({ screen: 'agents', agentId: await agents.create(freshAgent(say.untitled, taken)) })
  })
}

type ToolbarProps = { count: number; query: string; onQuery: (query: string) => void }

function Toolbar({ count, query, onQuery }: ToolbarProps) {
  return (
    <div className="flex h-14 shrink-0 items-center gap-2 border-b bg-panel px-6">
      <h1 className="font-semibold text-lg">{say.title}</h1>
      {count > 0 ? <span className="figures text-mute">{count}</span> : null}
      <AgentsTabs here="agents" />
      <div className="flex-1" />
      {count > 0 ? (
        <>
          <Input
            icon="search"
            type="search"
            value={query}
            onChange={onQuery}
            placeholder={say.search}
            aria-label={say.search}
            className="max-w-52"
          />
          <span aria-hidden className="mx-1 h-5 w-px bg-line" />
        </>
      ) : null}
      <Button icon="upload" onClick={chooseAgentFiles}>
        {say.import}
      </Button>
      <Button variant="primary" icon="plus" onClick={makeAgent}>
        {say.newAgent}
      </Button>
    </div>
  )
}

type BodyProps = { list: readonly AgentSummary[]; query: string; onQuery: (query: string) => void }

function Body({ list, query, onQuery }: BodyProps) {
  const uses = useAgents((state) => state.uses)
  const [tag, setTag] = useState<string | null>(null)
  const [deleting, setDeleting] = useState<AgentSummary | null>(null)
  const tags = useMemo(() => tagsOf(list), [list])
  // One whose last agent lost it is no filter any more.
  const chosenTag = tag !== null && tags.includes(tag) ? tag : null
  const shown = useMemo(() => filterAgents(list, query, chosenTag), [list, query, chosenTag])
  if (list.length === 0) {
    return (
      <div className="rounded-xl border">
        <EmptyState
          icon="bot"
          title={say.empty.title}
          body={say.empty.body}
          className="py-10"
          action={
            <Button variant="primary" icon="plus" onClick={makeAgent}>
              {say.newAgent}
            </Button>
          }
        />
      </div>
    )
  }
  return (
    <>
      {tags.length > 0 ? <TagFilter tags={tags} chosen={chosenTag} onChoose={setTag} /> : null}
      {shown.length === 0 ? (
        <EmptyState
          icon="search"
          title={say.noMatch(query)}
          body={say.noMatchBody}
          action={
            <Button
              onClick={() => {
                onQuery('')
                setTag(null)
              }}
            >
              {say.clearSearch}
            </Button>
          }
        />
      ) : (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-3">
          {shown.map((agent) => (
            <AgentCard
              key={agent.agentId}
              agent={agent}
              uses={uses?.[agent.agentId] ?? []}
              onDelete={() => setDeleting(agent)}
            />
          ))}
        </div>
      )}
      {deleting ? <DeleteDialog agent={deleting} onClose={() => setDeleting(null)} /> : null}
    </>
  )
}

type TagFilterProps = { tags: readonly string[]; chosen: string | null; onChoose: (tag: string | null) => void }

function TagFilter({ tags, chosen, onChoose }: TagFilterProps) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">{say.tags}</legend>
      {[null, ...tags].map((tag) => (
        <button
          key={tag ?? ''}
          type="button"
          aria-pressed={chosen === tag}
          onClick={() => onChoose(chosen === tag ? null : tag)}
          className={classNames(
            'h-6.5 rounded-full border px-2.5 text-sm transition-colors duration-100',
            chosen === tag ? 'border-accent bg-accent-soft text-accent' : 'text-mute hover:bg-hover hover:text-text',
          )}
        >
          {tag ?? say.allTags}
        </button>
      ))}
    </fieldset>
  )
}

function ImportFailures() {
  const failures = useAgentImport((state) => state.failures)
  if (failures.length === 0) return null
  return (
    <ul className="flex flex-col gap-2">
      {failures.map(({ fileName, error }, index) => (
        <li key={fileName}>
          <ErrorNote
            error={{
              message: say.importFailed(fileName),
              hint: [error.message, error.hint].filter(Boolean).join(' '),
            }}
            action={
              index === 0 ? (
                <IconButton icon="x" size="sm" label={say.dismiss} onClick={dismissAgentFailures} />
              ) : undefined
            }
          />
        </li>
      ))}
    </ul>
  )
}

function ListSkeleton() {
  return (
    <div
      role="status"
      aria-label={text.common.loading}
      className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-3"
    >
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-44 rounded-xl" />
      ))}
    </div>
  )
}
