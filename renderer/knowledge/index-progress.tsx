import { useEffect } from 'react'
import type { KnowledgeBase } from '../../shared/contract/knowledge.ts'
import { hrefOf } from '../state/route-store.ts'
import { runs, useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'

const say = text.knowledge

/** How far the run is that reads a base, with what it said last and what it cost so far. */
export function IndexProgress({ base, runId }: { base: KnowledgeBase; runId: string }) {
  useEffect(() => runs.watch(runId), [runId])
  const said = useRun(runId, ({ view }) => view.nodes.work?.logs.at(-1)?.text)
  const microUsd = useRun(runId, ({ view }) => view.cost.microUsd) ?? 0
  const { files, waiting } = base
  const done = files - waiting
  return (
    <section
      aria-label={say.states.indexing}
      className="flex flex-col gap-2 rounded-xl border bg-panel p-4 shadow-card"
    >
      <div className="flex items-center gap-2">
        <Icon name="loader-circle" size={15} className="animate-spin text-accent" />
        <p className="figures flex-1 font-medium">{files === 0 ? say.starting : say.progress(done, files)}</p>
        <Money microUsd={microUsd} className="font-semibold" />
        <a href={hrefOf({ screen: 'runs', runId })} className="rounded-xs text-accent text-sm hover:underline">
          {say.run}
        </a>
      </div>
      <div
        role="progressbar"
        aria-label={say.progressLabel}
        aria-valuemin={0}
        aria-valuemax={files}
        aria-valuenow={done}
        className="h-1 overflow-hidden rounded-full bg-hover"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-200"
          style={{ width: `${files === 0 ? 0 : (100 * done) / files}%` }}
        />
      </div>
      <p className="truncate text-mute text-sm">{said ?? say.starting}</p>
    </section>
  )
}
