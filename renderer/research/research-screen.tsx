import { useEffect } from 'react'
import type { ResearchSummary } from '../../shared/contract/research.ts'
import { isOver } from '../../shared/run/events.ts'
import { research, useResearch } from '../state/research-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Money } from '../ui/money.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import { NewResearch } from './new-research.tsx'
import { ResearchPage } from './research-page.tsx'

const say = text.research

/** Questions, and reports that answer them. */
export function ResearchScreen({ researchId }: { researchId?: string }) {
  useEffect(() => research.follow(researchId), [researchId])
  return (
    <div className="flex h-full min-h-0">
      <PastResearch current={researchId} />
      <div className="min-w-0 flex-1 overflow-y-auto">
        {researchId === undefined ? <NewResearch /> : <ResearchPage key={researchId} researchId={researchId} />}
      </div>
    </div>
  )
}

function PastResearch({ current }: { current: string | undefined }) {
  const list = useResearch((state) => state.list)
  const error = useResearch((state) => state.error)
  return (
    <section aria-label={say.list} className="flex w-[248px] shrink-0 flex-col border-r bg-panel">
      <header className="flex h-12 shrink-0 items-center border-b px-3">
        <Button
          icon="plus"
          className="w-full"
          aria-current={current === undefined ? 'page' : undefined}
          onClick={() => navigate({ screen: 'research' })}
        >
          {say.new}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {error ? <ErrorNote error={error} className="m-3" /> : null}
        {!list && !error ? <Skeleton className="m-3 h-9" /> : null}
        {list?.length === 0 ? <p className="p-4 text-mute text-sm">{say.none}</p> : null}
        <ul>
          {list?.map((one) => (
            <li key={one.researchId}>
              <Row one={one} isCurrent={one.researchId === current} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function Row({ one, isCurrent }: { one: ResearchSummary; isCurrent: boolean }) {
  return (
    <a
      href={hrefOf({ screen: 'research', researchId: one.researchId })}
      aria-current={isCurrent ? 'page' : undefined}
      className={classNames('flex gap-2 border-b px-3 py-2.5 hover:bg-hover', isCurrent && 'bg-accent-soft')}
    >
      <StatusIcon status={one.status} size={15} className="mt-0.5" />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 break-words font-medium">{one.title}</span>
        <span className="mt-0.5 flex items-center gap-2 text-mute text-sm">
          <RelativeTime atMs={one.startedAt} />
          {isOver(one.status) ? (
            <Money microUsd={one.microUsd} isPartlyUnknown={one.unknownCalls > 0} className="ml-auto" />
          ) : null}
        </span>
      </span>
    </a>
  )
}
