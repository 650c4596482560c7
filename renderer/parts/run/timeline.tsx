import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useMemo, useRef, useState } from 'react'
import { noCost } from '../../../shared/run/cost-view.ts'
import { isOver } from '../../../shared/run/events.ts'
import type { RunView } from '../../../shared/run/view.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { useRun } from '../../state/run-store.ts'
import { chooseRound, showNode, useSelection } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { useNow } from '../../ui/use-now.ts'
import { costShare, shareWords, useWholeCost } from '../costs/cost-share.ts'
import { bringIntoView } from '../graph/canvas-handle.ts'
import { useGraphView } from '../graph/graph-view.tsx'
import { QuietNote } from '../layout/quiet-note.tsx'
import { onlyWaits } from '../wait/run-waits.ts'
import { waitWords } from '../wait/wait-words.ts'
import { nameInDocument, placeOnCanvas, type TimelineRow, ticksOf, timelineRows } from './timeline-rows.ts'

const rowHeight = 22
const nameWidth = 168
const costWidth = 116

/** When each node ran and what it cost, as bars; live while the run goes on. */
export function Timeline() {
  const { document, runId } = useGraphView()
  const view = useRun(runId, (slice) => slice.view)
  if (!view || view.startedAt === 0) {
    return <QuietNote icon="timer" title={text.runs.timeline.empty} body={text.runs.timeline.emptyBody} />
  }
  if (view.status === 'queued') return <QuietNote icon="clock" title={text.queue.waits} body={text.queue.notBegun} />
  return <Bars view={view} document={document} />
}

function Bars({ view, document }: { view: RunView; document: Workflow }) {
  const { canvas } = useGraphView()
  const byType = useCatalogStore((state) => state.byType)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const now = useNow(isOver(view.status) ? null : onlyWaits(view) ? 1_000 : 250)
  const box = useRef<HTMLDivElement>(null)
  const rows = useMemo(
    () =>
      timelineRows(view, document, open, {
        titleOf(of, at, id) {
          const named = nameInDocument(of, at, id)
          return named?.title ?? byType.get(named?.type ?? '')?.title ?? id
        },
        groupOf: (nodeType) => byType.get(nodeType)?.group ?? 'logic',
      }),
    [view, document, open, byType],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const end = Math.max(view.finishedAt ?? now, view.startedAt + 1)
  const span = end - view.startedAt
  const ticks = ticksOf(span)
  const toggle = useCallback((key: string) => {
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  }, [])
  const select = (row: TimelineRow) => {
    if (!row.at) return toggle(row.key)
    const { at, node } = placeOnCanvas(document, row.at)
    const rounds = roundsOf(row.at.scope).slice(0, at.length)
    for (const [depth, round] of rounds.entries()) chooseRound(canvas, at.slice(0, depth + 1), round)
    showNode(canvas, at, node)
    bringIntoView(canvas, node)
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-5 shrink-0 items-end border-b px-3 text-mute text-xs" aria-hidden>
        <div style={{ width: nameWidth }} />
        <div className="relative flex-1 self-stretch">
          {ticks.map((tick) => (
            <span key={tick} className="figures absolute bottom-0 pl-1" style={{ left: `${(tick / span) * 100}%` }}>
              {tick === 0 ? '0' : formatDuration(tick)}
            </span>
          ))}
        </div>
        <div style={{ width: costWidth }} />
      </div>
      <div ref={box} className="min-h-0 flex-1 overflow-y-auto" role="tree" aria-label={text.runs.timeline.label}>
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          <div
            className="pointer-events-none absolute inset-y-0"
            style={{ left: nameWidth + 12, right: costWidth + 12 }}
          >
            {ticks.map((tick) => (
              <span
                key={tick}
                className="absolute inset-y-0 w-px bg-line"
                style={{ left: `${(tick / span) * 100}%` }}
              />
            ))}
          </div>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row ? (
              <Row
                key={row.key}
                row={row}
                top={start}
                from={view.startedAt}
                span={span}
                now={end}
                isOpen={open.has(row.key)}
                onToggle={toggle}
                onSelect={select}
              />
            ) : null
          })}
        </div>
      </div>
    </div>
  )
}

type RowProps = {
  row: TimelineRow
  top: number
  from: number
  span: number
  now: number
  isOpen: boolean
  onToggle: (key: string) => void
  onSelect: (row: TimelineRow) => void
}

function Row({ row, top, from, span, now, isOpen, onToggle, onSelect }: RowProps) {
  const { canvas, scope } = useGraphView()
  const isSelected = useSelection(
    canvas,
    ({ nodeIds }) => row.kind === 'node' && row.at?.scope === scope && nodeIds.includes(row.at.node),
  )
  const end = row.end ?? now
  const left = ((row.start - from) / span) * 100
  const width = Math.max(0, ((end - row.start) / span) * 100)
  const title = titleOfRow(row)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside takes the keys
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={row.canOpen ? isOpen : undefined}
      aria-selected={isSelected}
      tabIndex={-1}
      onClick={() => onSelect(row)}
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}
      className={classNames(
        'absolute inset-x-0 flex items-center px-3 text-sm',
        isSelected ? 'bg-accent-soft' : 'hover:bg-hover/60',
      )}
    >
      <div className="flex min-w-0 items-center pr-2" style={{ width: nameWidth, paddingLeft: row.depth * 12 }}>
        {row.canOpen ? (
          <button
            type="button"
            aria-label={isOpen ? text.runs.timeline.fold(title) : text.runs.timeline.unfold(title)}
            onClick={(event) => {
              event.stopPropagation()
              onToggle(row.key)
            }}
            className="-ml-1 flex size-4 shrink-0 items-center justify-center rounded-xs text-mute hover:bg-line"
          >
            <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
          </button>
        ) : (
          <span className="w-3 shrink-0" />
        )}
        <button
          type="button"
          onClick={(event) => {
            event.stopPropagation()
            onSelect(row)
          }}
          className={classNames('truncate text-left', row.kind === 'node' ? 'text-text' : 'text-mute')}
        >
          {title}
        </button>
      </div>
      <div className="relative h-full flex-1">
        <div
          data-group={row.group}
          title={formatDuration(end - row.start)}
          className={classNames(
            'absolute top-1/2 h-2 min-w-[3px] -translate-y-1/2 rounded-[3px]',
            row.status === 'failed' ? 'bg-bad' : row.status === 'cancelled' ? 'bg-faint' : 'bg-group',
            row.kind === 'node' ? 'opacity-80' : 'opacity-50',
            row.status === 'running' && 'animate-pulse',
          )}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
        {row.waits.map((wait) => (
          <WaitBar key={wait.key} wait={wait} from={from} span={span} now={now} />
        ))}
      </div>
      <div className="figures truncate text-right text-text" style={{ width: costWidth }}>
        <RowEnd row={row} />
      </div>
    </div>
  )
}

function titleOfRow({ kind, title, turn }: TimelineRow): string {
  if (kind === 'round') return text.runs.timeline.round(title)
  return turn === undefined ? title : text.agentTrace.turnOf(turn, title)
}

type WaitBarProps = { wait: TimelineRow['waits'][number]; from: number; span: number; now: number }

/** Hatched, over the bar of its node: no work was done then. */
function WaitBar({ wait: { ask, start, end }, from, span, now }: WaitBarProps) {
  const took = (end ?? now) - start
  const what = end === null ? waitWords(ask, now) : text.waits.states[ask.kind]
  return (
    <div
      role="img"
      aria-label={`${what}, ${formatDuration(took)}`}
      title={`${what} · ${formatDuration(took)}`}
      className="niti-wait-bar absolute top-1/2 h-2.5 min-w-[3px] -translate-y-1/2 rounded-[3px]"
      style={{ left: `${((start - from) / span) * 100}%`, width: `${Math.max(0, (took / span) * 100)}%` }}
    />
  )
}

function RowEnd({ row }: { row: TimelineRow }) {
  const { runId } = useGraphView()
  const share = costShare(row.cost ?? noCost, useWholeCost(runId))
  const hasFailed = row.status === 'failed' && row.kind === 'node'
  if (hasFailed && !row.cost?.calls) return <span className="text-bad">{text.runs.timeline.failed}</span>
  if (row.status === 'waiting') return <span className="text-mute">{text.runs.timeline.waits}</span>
  if (row.cost === null) return null
  const { microUsd, unknownCalls, calls } = row.cost
  if (calls === 0) return row.status === 'running' ? null : <span className="text-mute">$0</span>
  return (
    <>
      {hasFailed ? (
        <span className="mr-2 text-bad">{text.runs.timeline.failed}</span>
      ) : share === null ? null : (
        <span className="mr-2 text-mute text-xs" title={text.forecast.card.share(shareWords(share))}>
          {shareWords(share)}
        </span>
      )}
      <Money
        microUsd={unknownCalls === calls ? null : microUsd}
        isPartlyUnknown={unknownCalls > 0 && unknownCalls < calls}
      />
    </>
  )
}

/** The rounds a scope names, outermost first: `perFile#3/perLine#0` gives 3, 0. */
function roundsOf(scope: string): number[] {
  return scope === '' ? [] : scope.split('/').map((part) => Number(part.slice(part.indexOf('#') + 1)))
}
