import { useEffect, useState } from 'react'
import type { KnowledgeBase } from '../../shared/contract/knowledge.ts'
import { client } from '../link/client.ts'
import { knowledge, useKnowledge } from '../state/knowledge-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { attempt } from './attempt.ts'
import { BaseAbout } from './base-about.tsx'
import { BaseDialog } from './base-dialog.tsx'
import { lookOf } from './base-look.ts'
import { DeleteBase } from './delete-base.tsx'
import { ForecastLine } from './forecast-line.tsx'
import { IndexProgress } from './index-progress.tsx'
import { SourceList } from './source-list.tsx'
import { TrySearch } from './try-search.tsx'

const say = text.knowledge

/** One knowledge base: how it stands, what it is made from, and a search in it. */
export function KnowledgePage({ knowledgeId }: { knowledgeId: string }) {
  const base = useKnowledge((state) => state.list?.find((one) => one.knowledgeId === knowledgeId))
  const isLoaded = useKnowledge((state) => state.list !== null)
  const error = useKnowledge((state) => state.error)
  if (base) return <Base base={base} />
  if (error) return <ErrorNote error={error} className="m-6" />
  if (!isLoaded) return <Skeleton className="m-6 h-40 rounded-xl" />
  return (
    <EmptyState
      icon="library"
      title={say.gone}
      body={say.goneBody}
      className="h-full"
      action={<Button onClick={() => navigate({ screen: 'knowledge' })}>{say.back}</Button>}
    />
  )
}

function Base({ base }: { base: KnowledgeBase }) {
  const { knowledgeId, name, description, state, sources, error, notice, chunks, runId } = base
  const isIndexing = state === 'indexing'
  return (
    <div className="flex h-full flex-col">
      <Head base={base} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid w-full max-w-[1280px] grid-cols-[minmax(0,1fr)_300px] items-start gap-5 px-6 py-5">
          <div className="flex min-w-0 flex-col gap-5">
            {description ? <p className="text-mute">{description}</p> : null}
            {isIndexing && runId ? <IndexProgress base={base} runId={runId} /> : null}
            {error ? (
              <ErrorNote
                error={error}
                action={
                  runId ? (
                    <a href={hrefOf({ screen: 'runs', runId })} className="rounded-xs text-sm hover:underline">
                      {say.run}
                    </a>
                  ) : undefined
                }
              />
            ) : null}
            {notice ? (
              <p className="flex items-center gap-2 text-sm text-warn">
                <Icon name="triangle-alert" size={14} />
                {notice}
              </p>
            ) : null}
            {isIndexing || sources.length === 0 ? null : (
              <ForecastLine knowledgeId={knowledgeId} stamp={stampOf(base)} isUpToDate={state === 'ready'} />
            )}
            <SourceList base={base} />
            {chunks > 0 ? <TrySearch knowledgeId={knowledgeId} name={name} /> : null}
          </div>
          <BaseAbout base={base} />
        </div>
      </div>
    </div>
  )
}

/** What a forecast depends on, as text. */
function stampOf({ sources, embeddingModel, state, updatedAt }: KnowledgeBase): string {
  return [state, embeddingModel, updatedAt, ...sources.map(({ path }) => path)].join('\n')
}

function Head({ base }: { base: KnowledgeBase }) {
  const { knowledgeId, name, state, sources, runId } = base
  const look = lookOf(base)
  const [asking, setAsking] = useState<'edit' | 'delete' | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isIndexing = state === 'indexing'
  // A stop is under way until the base says that it is over.
  useEffect(() => {
    if (!isIndexing) setBusy(false)
  }, [isIndexing])

  async function press(work: () => Promise<unknown>): Promise<void> {
    setBusy(true)
    if ((await attempt(work)) === undefined || !isIndexing) setBusy(false)
  }

  return (
    <div className="flex h-14 shrink-0 items-center gap-3 border-b bg-panel px-6">
      <IconButton icon="arrow-left" label={say.back} onClick={() => navigate({ screen: 'knowledge' })} />
      <h1 className="min-w-0 truncate font-semibold text-lg">{name}</h1>
      <Badge tone={look.tone} icon={look.icon}>
        {look.label}
      </Badge>
      <div className="flex-1" />
      {isIndexing && runId ? (
        <Button icon="square" isBusy={isBusy} onClick={() => void press(() => client.runs.cancel({ runId }))}>
          {isBusy ? say.stopping : say.stop}
        </Button>
      ) : (
        <Button
          icon="refresh-cw"
          variant={state === 'ready' ? 'secondary' : 'primary'}
          isBusy={isBusy}
          disabled={sources.length === 0}
          onClick={() => void press(() => knowledge.index(knowledgeId))}
        >
          {state === 'ready' ? say.indexAgain : say.index}
        </Button>
      )}
      <Menu
        trigger={<IconButton icon="ellipsis" label={say.more(name)} />}
        items={[
          { label: text.common.edit, icon: 'pencil', onSelect: () => setAsking('edit') },
          { kind: 'separator' },
          { label: say.delete, icon: 'trash-2', isDanger: true, onSelect: () => setAsking('delete') },
        ]}
      />
      {asking === 'edit' ? <BaseDialog base={base} onClose={() => setAsking(null)} /> : null}
      {asking === 'delete' ? <DeleteBase base={base} onClose={() => setAsking(null)} /> : null}
    </div>
  )
}
