import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { containersOf, type RunEvent } from '../../../shared/run/events.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { runs, useRun } from '../../state/run-store.ts'
import { chooseRound, showNode } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatDuration } from '../../ui/format.ts'
import { Ticks } from '../../ui/ticks.tsx'
import { bringIntoView } from '../graph/canvas-handle.ts'
import { useGraphView } from '../graph/graph-view.tsx'
import { QuietNote } from '../layout/quiet-note.tsx'
import { type EventTone, eventWords } from './event-words.ts'
import { nameInDocument, placeOnCanvas } from './timeline-rows.ts'

const rowHeight = 21

const tones: Record<EventTone, string> = {
  plain: 'text-text',
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  accent: 'text-accent',
}

/** Everything that happened in the run, in words, in order. */
export function RunLog() {
  const { canvas, document, runId } = useGraphView()
  const events = useRun(runId, (slice) => slice.events) ?? []
  const count = useRun(runId, (slice) => slice.eventCount) ?? 0
  const startedAt = useRun(runId, (slice) => slice.view.startedAt) ?? 0
  const byType = useCatalogStore((state) => state.byType)
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  })
  useEffect(() => {
    // Follows the end as long as one has not scrolled away from it.
    if (isAtEnd.current && count > 0) virtual.scrollToIndex(count - 1)
  }, [count, virtual])

  if (count === 0) {
    return <QuietNote icon="list" title={text.runs.log.empty} body={text.runs.log.emptyBody} />
  }
  const titleOf = (scope: string, id: string) => {
    const named = nameInDocument(document, containersOf(scope), id)
    const title = named?.title ?? byType.get(named?.type ?? '')?.title ?? id
    if (scope === '') return title
    const hash = scope.lastIndexOf('#')
    const inner = runId === null ? undefined : runs.store.getState().runs[runId]?.view.nodes[scope.slice(0, hash)]
    const where = inner?.subworkflow
      ? text.runs.log.inWorkflow(inner.subworkflow.workflowName)
      : text.runs.log.inRound(scope.slice(hash + 1))
    return `${title} ${where}`
  }
  const select = (event: RunEvent) => {
    if (!('node' in event)) return
    const { at, node } = placeOnCanvas(document, event)
    const rounds =
      event.scope === '' ? [] : event.scope.split('/').map((part) => Number(part.slice(part.indexOf('#') + 1)))
    for (const [depth, round] of rounds.slice(0, at.length).entries())
      chooseRound(canvas, at.slice(0, depth + 1), round)
    showNode(canvas, at, node)
    bringIntoView(canvas, node)
  }
  return (
    <div
      ref={box}
      role="log"
      aria-label={text.runs.log.label}
      className="h-full overflow-y-auto py-1"
      onScroll={({ currentTarget: at }) => {
        isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < rowHeight * 2
      }}
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const event = events[index]
          if (!event) return null
          const { words, tone, node } = eventWords(event, titleOf)
          return (
            <button
              type="button"
              key={event.seq}
              onClick={() => select(event)}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              className="absolute inset-x-0 flex items-center gap-3 px-3 text-left text-sm hover:bg-hover/60"
            >
              <span className="figures w-14 shrink-0 text-right text-mute text-xs">
                {formatDuration(Math.max(0, event.at - startedAt))}
              </span>
              <span className="w-36 shrink-0 truncate text-mute">{node}</span>
              <span title={words} className={classNames('min-w-0 flex-1 truncate', tones[tone])}>
                <Ticks words={words} />
              </span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
