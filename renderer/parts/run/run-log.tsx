import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { redactText } from '../../../shared/redact-text.ts'
import { type EventTone, eventWords } from '../../../shared/run/event-words.ts'
import { containersOf, type LogLevel, type RunEvent } from '../../../shared/run/events.ts'
import { logLevels, logLineOf, logLineText } from '../../../shared/run/log-lines.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { runs, useRun } from '../../state/run-store.ts'
import { chooseRound, showNode } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { useCopy } from '../../ui/copy-button.tsx'
import { downloadText } from '../../ui/download-text.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { bringIntoView } from '../graph/canvas-handle.ts'
import { useGraphView } from '../graph/graph-view.tsx'
import { QuietNote } from '../layout/quiet-note.tsx'
import { fittingLines, type LogChoice, nodesInLog } from './log-rows.ts'
import { nameInDocument, placeOnCanvas } from './timeline-rows.ts'

const rowHeight = 21

const tones: Record<EventTone, string> = {
  plain: 'text-text',
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  accent: 'text-accent',
}

const levelTones: Record<LogLevel, string> = {
  debug: 'text-mute',
  info: 'text-mute',
  warn: 'text-warn',
  error: 'text-bad',
}

const all: LogChoice = { level: 'debug', node: null, words: '' }

/**
 * Everything that happened in the run, in words, in order; by level, by node, and searched. `onSelect`: a line was chosen;
 * left out, its node is shown on the canvas.
 */
export function RunLog({ onSelect }: { onSelect?: (event: RunEvent) => void }) {
  const { canvas, document, runId } = useGraphView()
  const events = useRun(runId, (slice) => slice.events) ?? none
  const count = useRun(runId, (slice) => slice.eventCount) ?? 0
  const [choice, setChoice] = useState<LogChoice>(all)
  const nameOf = useNames()
  const fitting = useMemo(() => fittingLines(events, count, choice), [events, count, choice])

  if (count === 0) {
    return <QuietNote icon="list" title={text.runs.log.empty} body={text.runs.log.emptyBody} />
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
    <div className="flex h-full min-h-0 flex-col">
      <LogTools {...{ choice, setChoice, events, count, fitting }} />
      {fitting?.length === 0 ? (
        <QuietNote icon="search" title={text.runPage.log.none} body={text.runPage.log.noneBody} />
      ) : (
        <Lines {...{ events, count, fitting, nameOf }} onSelect={onSelect ?? select} />
      )}
    </div>
  )
}

const none: RunEvent[] = []

type Shown = { events: readonly RunEvent[]; count: number; fitting: number[] | null }

function LogTools({
  choice,
  setChoice,
  events,
  count,
  fitting,
}: Shown & { choice: LogChoice; setChoice: (choice: LogChoice) => void }) {
  const say = text.runPage.log
  const { runId } = useGraphView()
  const nodes = useMemo(() => nodesInLog(events, count), [events, count])
  const lines = () =>
    (fitting ?? Array.from({ length: count }, (_, index) => index))
      .flatMap((index) => events[index] ?? [])
      .map((event) => logLineText(logLineOf(event)))
      .join('\n')
  const [copied, setCopied] = useState('')
  const { isCopied, copy } = useCopy(copied)
  // The lines are put together only when somebody wants them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: copying is what a new text is for
  useEffect(() => {
    if (copied !== '') copy()
  }, [copied])
  return (
    <div className="flex shrink-0 items-center gap-2 border-b px-3 py-1.5">
      <Select
        size="sm"
        label={say.level}
        value={choice.level}
        onChange={(value) => setChoice({ ...choice, level: logLevels.find((level) => level === value) ?? 'debug' })}
        options={logLevels.map((level) => ({ value: level, label: say.levels[level] }))}
        className="w-28! shrink-0"
      />
      <Select
        size="sm"
        label={say.node}
        value={choice.node ?? '*'}
        onChange={(value) => setChoice({ ...choice, node: value === '*' ? null : value })}
        options={[{ value: '*', label: say.allNodes }, ...nodes.map((path) => ({ value: path, label: path }))]}
        className="w-36! shrink-0"
      />
      <Input
        size="sm"
        icon="search"
        aria-label={say.search}
        placeholder={say.search}
        value={choice.words}
        onChange={(words) => setChoice({ ...choice, words })}
        className="max-w-60"
      />
      <span className="figures ml-auto shrink-0 text-mute text-xs" role="status">
        {say.count(formatCount(fitting?.length ?? count), formatCount(count))}
      </span>
      <span className="flex shrink-0">
        <IconButton
          icon={isCopied ? 'check' : 'copy'}
          size="sm"
          label={isCopied ? text.common.copied : say.copy}
          onClick={() => (copied === lines() ? copy() : setCopied(lines()))}
        />
        <IconButton
          icon="download"
          size="sm"
          label={say.download}
          onClick={() => downloadText(`${runId ?? 'run'}.log`, `${lines()}\n`, 'text/plain')}
        />
      </span>
    </div>
  )
}

type LinesProps = Shown & { nameOf: (scope: string, id: string) => string; onSelect: (event: RunEvent) => void }

function Lines({ events, count, fitting, nameOf, onSelect }: LinesProps) {
  const { runId } = useGraphView()
  const startedAt = useRun(runId, (slice) => slice.view.startedAt) ?? 0
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const length = fitting?.length ?? count
  const virtual = useVirtualizer({
    count: length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  })
  useEffect(() => {
    // Follows the end as long as one has not scrolled away from it.
    if (isAtEnd.current && length > 0) virtual.scrollToIndex(length - 1)
  }, [length, virtual])
  return (
    <div
      ref={box}
      role="log"
      aria-label={text.runs.log.label}
      className="min-h-0 flex-1 overflow-y-auto py-1"
      onScroll={({ currentTarget: at }) => {
        isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < rowHeight * 2
      }}
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const event = events[fitting ? (fitting[index] ?? -1) : index]
          if (!event) return null
          const { words, tone, level } = eventWords(event)
          const said = redactText(words)
          return (
            <button
              type="button"
              key={event.seq}
              onClick={() => onSelect(event)}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              className="absolute inset-x-0 flex items-center gap-3 px-3 text-left text-sm hover:bg-hover/60"
            >
              <span className="figures w-14 shrink-0 text-right text-mute text-xs">
                {formatDuration(Math.max(0, event.at - startedAt))}
              </span>
              <span className={classNames('w-9 shrink-0 text-xs', levelTones[level])}>{level}</span>
              <span className="w-36 shrink-0 truncate text-mute">
                {'node' in event ? nameOf(event.scope, event.node) : ''}
              </span>
              <span title={said} className={classNames('min-w-0 flex-1 truncate', tones[tone])}>
                <Ticks words={said} />
              </span>
            </button>
          )
        })}
      </div>
    </div>
  )
}

/** What a node is called, with the round or the workflow it stands in. */
function useNames(): (scope: string, id: string) => string {
  const { document, runId } = useGraphView()
  const byType = useCatalogStore((state) => state.byType)
  return (scope, id) => {
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
}
