import { type ReactNode, useEffect, useState } from 'react'
import type { KnowledgeBase, KnowledgeUse } from '../../shared/contract/knowledge.ts'
import { knowledge } from '../state/knowledge-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { Money } from '../ui/money.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { indexedAtOf, modelName } from './base-look.ts'
import { Card } from './card.tsx'

const say = text.knowledge.about

/** The facts of a base, and where it is used. */
export function BaseAbout({ base }: { base: KnowledgeBase }) {
  const { knowledgeId, files, chunks, embeddingModel, microUsd, automatic, runId } = base
  const [uses, setUses] = useState<KnowledgeUse[]>([])
  useEffect(() => {
    let isShown = true
    // That the engine is away the banner tells; where it is used is asked for again with the next look.
    knowledge.uses(knowledgeId).then(
      (found) => isShown && setUses(found),
      () => {},
    )
    return () => {
      isShown = false
    }
  }, [knowledgeId])
  const indexedAt = indexedAtOf(base)
  return (
    <Card title={say.title}>
      <dl className="flex flex-col gap-2.5 text-sm">
        <Fact label={say.files}>{formatCount(files)}</Fact>
        <Fact label={say.passages}>{formatCount(chunks)}</Fact>
        <Fact label={text.knowledge.form.model}>
          {embeddingModel === null ? text.knowledge.wordsOnly : text.knowledge.wordsAnd(modelName(embeddingModel))}
        </Fact>
        <Fact label={say.changes}>{automatic ? say.automatic : say.byHand}</Fact>
        <Fact label={say.indexed}>{indexedAt === null ? text.knowledge.never : <RelativeTime atMs={indexedAt} />}</Fact>
        <Fact label={say.cost}>
          <Money microUsd={microUsd} className="font-semibold" />
        </Fact>
        {runId ? (
          <Fact label={text.knowledge.lastRun}>
            <a href={hrefOf({ screen: 'runs', runId })} className="rounded-xs text-accent hover:underline">
              {text.knowledge.run}
            </a>
          </Fact>
        ) : null}
        <Fact label={say.usedBy}>
          {uses.length === 0 ? <span className="text-mute">{say.nobody}</span> : null}
          {uses.map(({ kind, id, name }) => (
            <a
              key={id}
              href={hrefOf(
                kind === 'agent' ? { screen: 'agents', agentId: id } : { screen: 'workflow', workflowId: id },
              )}
              className="block truncate rounded-xs hover:underline"
            >
              {name}
            </a>
          ))}
        </Fact>
      </dl>
    </Card>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-mute">{label}</dt>
      <dd className="wrap-anywhere min-w-0 text-right">{children}</dd>
    </div>
  )
}
