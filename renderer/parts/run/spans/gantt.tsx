import { useCallback, useMemo, useState } from 'react'
import { formatMicroUsd } from '../../../../shared/money.ts'
import type { Span } from '../../../../shared/run/span.ts'
import type { Workflow } from '../../../../shared/workflow/workflow.ts'
import { text } from '../../../text.ts'
import { IconButton } from '../../../ui/button.tsx'
import { classNames } from '../../../ui/class-names.ts'
import { formatCount, formatDuration } from '../../../ui/format.ts'
import { useNow } from '../../../ui/use-now.ts'
import { SpanList } from './span-list.tsx'
import { type SpanLook, useSpanLook } from './span-look.ts'
import { axisTicks, isMark, moved, type SpanRow, type SpanTree, type TimeWindow, zoomed } from './span-rows.ts'

type GanttProps = { tree: SpanTree; document: Workflow; chosen: string | null; onChoose: (id: string) => void }

/** When each step of a run was under way, as bars on one scale: it follows a run that goes on, and one can look closer. */
export function Gantt({ tree, document, chosen, onChoose }: GanttProps) {
  const say = text.runPage.tree
  const { root } = tree
  const isGoing = root !== null && root.endMs === null
  const now = useNow(isGoing ? (root.state === 'waiting' ? 1_000 : 250) : null)
  const lookOf = useSpanLook(document)
  const [zoom, setZoom] = useState<TimeWindow | null>(null)
  const fromMs = root?.startMs ?? 0
  const toMs = Math.max(root?.endMs ?? now, fromMs + 1)
  const all = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs])
  const window = zoom ?? all
  const length = window.toMs - window.fromMs
  const change = useCallback(
    (next: (now: TimeWindow) => TimeWindow) =>
      setZoom((before) => {
        const changed = next(before ?? all)
        return changed.toMs - changed.fromMs >= all.toMs - all.fromMs ? null : changed
      }),
    [all],
  )
  const onWheel = useCallback(
    (event: WheelEvent) => {
      const bars = (event.currentTarget as HTMLElement).querySelector('[data-bars]')?.getBoundingClientRect() // it is on the list's box
      if (!bars || bars.width === 0) return
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const share = Math.min(1, Math.max(0, (event.clientX - bars.left) / bars.width))
        change((now) => {
          const atMs = now.fromMs + share * (now.toMs - now.fromMs)
          return zoomed(now, { atMs, factor: event.deltaY > 0 ? 1.25 : 0.8 }, all)
        })
        return
      }
      const by = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX
      if (by === 0) return
      event.preventDefault()
      change((now) => moved(now, (by / bars.width) * (now.toMs - now.fromMs), all))
    },
    [all, change],
  )
  const zoomBy = (factor: number) => change((now) => zoomed(now, { atMs: (now.fromMs + now.toMs) / 2, factor }, all))
  const ticks = axisTicks(window.fromMs - fromMs, length)
  const leftOf = (offset: number) => `${((offset - (window.fromMs - fromMs)) / length) * 100}%`
  return (
    <div className="relative h-full">
      <SpanList
        tree={tree}
        document={document}
        label={say.timeline}
        chosen={chosen}
        onChoose={onChoose}
        nameClass="w-[34%] min-w-40 max-w-80 shrink-0"
        onWheel={onWheel}
        head={ticks.map((tick) => (
          <span
            key={tick}
            className="figures absolute bottom-1 border-line border-l pl-1"
            style={{ left: leftOf(tick) }}
          >
            {tick === 0 ? '0' : formatDuration(tick)}
          </span>
        ))}
        backdrop={
          <div data-bars className="absolute inset-0 overflow-hidden">
            {ticks.map((tick) => (
              <span key={tick} className="absolute inset-y-0 w-px bg-line/70" style={{ left: leftOf(tick) }} />
            ))}
          </div>
        }
        drawRow={(row) => (
          <Bars row={row} look={lookOf(row.span)} lookOf={lookOf} window={window} now={toMs} tree={tree} />
        )}
      />
      <div
        className="absolute right-3 bottom-3 flex rounded-md border bg-raise p-0.5 shadow-float"
        title={say.zoomHint}
      >
        <IconButton icon="zoom-out" size="sm" label={say.zoomOut} onClick={() => zoomBy(2)} disabled={zoom === null} />
        <IconButton icon="zoom-in" size="sm" label={say.zoomIn} onClick={() => zoomBy(0.5)} />
        <IconButton
          icon="maximize-2"
          size="sm"
          label={say.zoomFit}
          onClick={() => setZoom(null)}
          disabled={zoom === null}
        />
      </div>
    </div>
  )
}

type BarsProps = {
  row: SpanRow
  look: SpanLook
  lookOf: (span: Span) => SpanLook
  window: TimeWindow
  now: number
  tree: SpanTree
}

function Bars({ row: { span, marks, isOpen }, look, lookOf, window, now, tree }: BarsProps) {
  const length = window.toMs - window.fromMs
  const place = (from: number, to: number) => ({
    left: `${((from - window.fromMs) / length) * 100}%`,
    width: `${(Math.max(0, to - from) / length) * 100}%`,
  })
  const end = span.endMs ?? now
  const { call } = span
  const firstMs =
    call && call.firstTokenMs !== null && call.latencyMs !== null ? end - call.latencyMs + call.firstTokenMs : null
  const took = formatDuration(end - span.startMs)
  const isLate = (span.startMs - window.fromMs) / length > 0.75
  return (
    <div className="absolute inset-0 overflow-hidden" title={barHint(span, look, took, tree)}>
      <div
        data-group={look.group}
        className={classNames(
          'absolute top-1/2 h-2.5 min-w-[3px] -translate-y-1/2 rounded-[3px]',
          isMark(span) ? 'niti-wait-bar' : barColour(span),
          span.state === 'running' && !isMark(span) && 'animate-pulse',
        )}
        style={place(span.startMs, end)}
      />
      {firstMs === null || !call || call.firstTokenMs === null || call.firstTokenMs <= 0 ? null : (
        <div
          className="absolute top-1/2 h-2.5 -translate-y-1/2 rounded-l-[3px] border-panel border-r-2 bg-panel/45"
          style={place(Math.max(span.startMs, firstMs - call.firstTokenMs), firstMs)}
        />
      )}
      {/* Where rows of their own say it, hatching here as well shows at a glance when nothing was done. */}
      {marks.map((mark) => (
        <div
          key={mark.id}
          className={classNames(
            'niti-wait-bar absolute top-1/2 h-2.5 min-w-[2px] -translate-y-1/2 rounded-[3px]',
            isOpen && 'opacity-60',
          )}
          style={place(mark.startMs, mark.endMs ?? now)}
          title={`${lookOf(mark).title} · ${formatDuration((mark.endMs ?? now) - mark.startMs)}`}
        />
      ))}
      <span
        className={classNames(
          'figures absolute top-1/2 -translate-y-1/2 px-1.5 text-mute text-xs',
          isLate && '-translate-x-full',
        )}
        style={{
          left: isLate ? place(span.startMs, end).left : `min(calc(${place(end, end).left}), calc(100% - 52px))`,
        }}
      >
        {took}
      </span>
    </div>
  )
}

function barColour({ state, kind }: Span): string {
  if (state === 'failed' || state === 'interrupted') return 'bg-bad'
  if (state === 'cancelled' || state === 'skipped' || state === 'reused') return 'bg-faint'
  return kind === 'run' || kind === 'round' || kind === 'subworkflow' ? 'bg-group opacity-45' : 'bg-group opacity-85'
}

function barHint(span: Span, { title }: SpanLook, took: string, { totals }: SpanTree): string {
  const say = text.runPage.span
  const { call } = span
  const total = totals.get(span.id)
  return [
    say.hint(title, say.states[span.state], took),
    ...(total && total.calls > 0
      ? [
          say.tokens(formatCount(total.inputTokens + total.outputTokens)),
          formatMicroUsd(total.unknownCalls === total.calls ? null : total.microUsd),
        ]
      : []),
    ...(call?.firstTokenMs != null ? [say.firstToken(formatDuration(call.firstTokenMs))] : []),
  ].join(' · ')
}
