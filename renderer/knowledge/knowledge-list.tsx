import { useState } from 'react'
import type { KnowledgeBase } from '../../shared/contract/knowledge.ts'
import { AgentsTabs } from '../parts/agents/agents-tabs.tsx'
import { knowledge, useKnowledge } from '../state/knowledge-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { formatCount } from '../ui/format.ts'
import { Money } from '../ui/money.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { BaseDialog } from './base-dialog.tsx'
import { indexedAtOf, lookOf, modelName } from './base-look.ts'

const say = text.knowledge

/** Every knowledge base, with how it stands and what it cost. */
export function KnowledgeList() {
  const list = useKnowledge((state) => state.list)
  const error = useKnowledge((state) => state.error)
  const [isCreating, setCreating] = useState(false)
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center gap-5 border-b bg-panel px-6">
        <h1 className="font-semibold text-lg">{say.title}</h1>
        <AgentsTabs here="knowledge" />
        <div className="flex-1" />
        {list && list.length > 0 ? (
          <Button icon="plus" variant="primary" onClick={() => setCreating(true)}>
            {say.create}
          </Button>
        ) : null}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-4 px-6 py-5">
          {error ? (
            <ErrorNote
              error={error}
              action={
                <Button size="sm" onClick={() => void knowledge.load()}>
                  {text.common.retry}
                </Button>
              }
            />
          ) : null}
          {list === null && !error ? <Skeleton className="h-40 rounded-xl" /> : null}
          {list?.length === 0 ? (
            <EmptyState
              icon="library"
              title={say.empty}
              body={say.emptyBody}
              action={
                <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
                  {say.create}
                </Button>
              }
            />
          ) : null}
          {list && list.length > 0 ? <Bases list={list} /> : null}
        </div>
      </div>
      {isCreating ? (
        <BaseDialog
          base={null}
          onClose={() => setCreating(false)}
          onSaved={({ knowledgeId }) => navigate({ screen: 'knowledge', knowledgeId })}
        />
      ) : null}
    </div>
  )
}

function Bases({ list }: { list: readonly KnowledgeBase[] }) {
  const { columns } = say
  const heads = [
    ['w-40', columns.state],
    ['w-20 text-right', columns.files],
    ['w-24 text-right', columns.passages],
    ['w-52', columns.finds],
    ['w-24 text-right', columns.cost],
    ['w-32 pr-4', columns.changed],
  ] as const
  return (
    <div className="rounded-xl border bg-panel shadow-card">
      <table aria-label={say.title} className="w-full table-fixed text-left">
        <thead className="text-mute text-sm">
          <tr className="h-8 border-b">
            <th scope="col" className="px-4 font-medium">
              {columns.name}
            </th>
            {heads.map(([width, label]) => (
              <th key={label} scope="col" className={`px-2 font-medium ${width}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {list.map((base) => (
            <BaseRow key={base.knowledgeId} base={base} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function BaseRow({ base }: { base: KnowledgeBase }) {
  const { knowledgeId, name, description, files, chunks, embeddingModel, microUsd } = base
  const look = lookOf(base)
  const indexedAt = indexedAtOf(base)
  return (
    <tr className="h-12 hover:bg-hover">
      <td className="px-4 py-2">
        <a href={hrefOf({ screen: 'knowledge', knowledgeId })} className="group block rounded-md">
          <span className="block truncate font-semibold group-hover:underline">{name}</span>
          {description ? <span className="block truncate text-mute text-sm">{description}</span> : null}
        </a>
      </td>
      <td className="px-2">
        <Badge tone={look.tone} icon={look.icon}>
          {look.label}
        </Badge>
      </td>
      <td className="figures px-2 text-right">{formatCount(files)}</td>
      <td className="figures px-2 text-right">{formatCount(chunks)}</td>
      <td className="truncate px-2 text-sm" title={embeddingModel ?? undefined}>
        {embeddingModel === null ? say.wordsOnly : say.wordsAnd(modelName(embeddingModel))}
      </td>
      <td className="px-2 text-right">
        <Money microUsd={microUsd} className="font-medium" />
      </td>
      <td className="px-2 pr-4 text-mute text-sm">
        {indexedAt === null ? say.never : <RelativeTime atMs={indexedAt} />}
      </td>
    </tr>
  )
}
