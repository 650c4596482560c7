import type { RunStatus } from '../../shared/run/events.ts'
import type { NodeStatus, RunView } from '../../shared/run/view.ts'
import { countOf, formatCost, formatCount, formatDuration } from './format.ts'
import type { RunRow } from './run-rows.ts'
import type { Paint } from './terminal.ts'
import { displayWidth, fitText, printable } from './text-width.ts'

export type TableStyle = { columns: number; unicode: boolean; paint: Paint }

const icons: Record<NodeStatus, { unicode: string; ascii: string }> = {
  queued: { unicode: '·', ascii: '.' },
  running: { unicode: '●', ascii: '*' },
  waiting: { unicode: '◷', ascii: '?' },
  succeeded: { unicode: '✓', ascii: '+' },
  failed: { unicode: '✗', ascii: 'x' },
  skipped: { unicode: '–', ascii: '-' },
  cancelled: { unicode: '■', ascii: '#' },
}

const colours: Record<NodeStatus, Parameters<Paint>[0]> = {
  queued: 'gray',
  running: 'cyan',
  waiting: 'yellow',
  succeeded: 'green',
  failed: 'red',
  skipped: 'gray',
  cancelled: 'yellow',
}

const words: Record<NodeStatus, string> = {
  queued: 'to come',
  running: 'running',
  waiting: 'waiting',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
}

type Column = {
  title: string
  align: 'left' | 'right'
  text(row: RunRow): string
  /** Narrowest it may be cut to; columns without it keep their width. */
  least?: number
  /** Where the terminal is too narrow, columns go in this order; those without it stay. */
  leaves?: number
}

const columns: Column[] = [
  { title: 'node', align: 'left', text: (row) => `${'  '.repeat(row.depth)}${row.id}`, least: 8 },
  { title: 'state', align: 'left', text: stateText },
  { title: 'model', align: 'left', text: modelText, least: 12, leaves: 1 },
  { title: 'in', align: 'right', text: (row) => tokensText(row, row.cost.inputTokens), leaves: 2 },
  { title: 'out', align: 'right', text: (row) => tokensText(row, row.cost.outputTokens), leaves: 2 },
  { title: 'cost', align: 'right', text: (row) => (row.cost.calls > 0 ? formatCost(row.cost) : ''), leaves: 4 },
  { title: 'time', align: 'right', text: timeText, leaves: 3 },
]

function stateText({ status, rounds }: RunRow): string {
  if (!rounds || status === 'queued' || status === 'skipped') return words[status]
  if (rounds.total === null) return countOf(rounds.ended, 'round')
  return `${formatCount(rounds.ended)}/${formatCount(rounds.total)}`
}

function modelText({ models }: RunRow): string {
  const [first, ...more] = models
  if (first === undefined) return ''
  return more.length > 0 ? `${printable(first)} +${more.length}` : printable(first)
}

function tokensText({ cost }: RunRow, tokens: number): string {
  return cost.calls > 0 ? formatCount(tokens) : ''
}

function timeText({ durationMs, averaged }: RunRow): string {
  if (durationMs === null) return ''
  return averaged ? `avg ${formatDuration(durationMs)}` : formatDuration(durationMs)
}

type Layout = { column: Column; width: number }[]

const gap = 2
/** The icon and the blank after it. */
const margin = 2

/**
 * Column widths for these rows: as wide as their texts. Where that is more than the terminal has, node and model are
 * cut, and where that is not enough, whole columns go. `atLeast` keeps room for texts that are still to come.
 */
export function layOutColumns(rows: RunRow[], terminalColumns: number, atLeast: Record<string, number> = {}): Layout {
  const wanted = columns.map((column) => {
    const widths = rows.map((row) => displayWidth(column.text(row)))
    const width = widths.reduce((most, one) => Math.max(most, one), atLeast[column.title] ?? 0)
    return { column, width: Math.max(width, column.title.length) }
  })
  const layout = [1, 2, 3, 4].reduce((kept, round) => {
    const least = kept.map(({ column, width }) => Math.min(width, column.least ?? width))
    return lineWidth(least) <= terminalColumns ? kept : kept.filter(({ column }) => column.leaves !== round)
  }, wanted)
  let over = lineWidth(layout.map(({ width }) => width)) - terminalColumns
  while (over > 0) {
    // The longer of the two gives way first.
    const [widest] = layout
      .filter(({ column, width }) => column.least !== undefined && width > column.least)
      .toSorted((a, b) => b.width - a.width)
    if (!widest) break
    widest.width--
    over--
  }
  return layout
}

function lineWidth(widths: number[]): number {
  return margin + widths.reduce((sum, width) => sum + width + gap, -gap)
}

/** The line of column titles. */
export function formatHeader(layout: Layout, { paint }: TableStyle): string {
  const cells = layout.map(({ column, width }) => fitText(column.title, width, column.align))
  return paint('gray', `${' '.repeat(margin)}${cells.join(' '.repeat(gap))}`.trimEnd())
}

/** One row as one line, never wider than the terminal its layout was made for. */
export function formatRow(row: RunRow, layout: Layout, { unicode, paint }: TableStyle): string {
  const icon = paint(colours[row.status], unicode ? icons[row.status].unicode : icons[row.status].ascii)
  const cells = layout.map(({ column, width }) => {
    const text = fitText(column.text(row), width, column.align)
    if (column.title === 'state') return paint(colours[row.status], text)
    return row.depth > 0 || row.status === 'queued' || row.status === 'skipped' ? paint('gray', text) : text
  })
  return `${icon} ${cells.join(' '.repeat(gap))}`.trimEnd()
}

/** The whole table. With `height`, rows that say least give way to one line that counts them. */
export function formatTable(rows: RunRow[], style: TableStyle, height = Number.POSITIVE_INFINITY): string[] {
  const { shown, hidden } = chooseRows(rows, Math.max(1, height - 1))
  const layout = layOutColumns(shown, style.columns)
  const lines = [formatHeader(layout, style), ...shown.map((row) => formatRow(row, layout, style))]
  return hidden.length > 0
    ? [...lines, style.paint('gray', fitText(countHidden(hidden), style.columns).trimEnd())]
    : lines
}

const rank: Record<NodeStatus, number> = {
  failed: 0,
  waiting: 1,
  running: 2,
  cancelled: 3,
  queued: 4,
  succeeded: 5,
  skipped: 6,
}

/** At most `most` lines: what failed or runs stays, then what comes next, in the order of the table. */
export function chooseRows(rows: RunRow[], most: number): { shown: RunRow[]; hidden: RunRow[] } {
  if (rows.length <= most) return { shown: rows, hidden: [] }
  const byRank = rows.map((row, index) => ({ row, index }))
  byRank.sort((a, b) => rank[a.row.status] - rank[b.row.status] || a.index - b.index)
  const kept = new Set(byRank.slice(0, Math.max(0, most - 1)).map(({ index }) => index))
  return { shown: rows.filter((_, index) => kept.has(index)), hidden: rows.filter((_, index) => !kept.has(index)) }
}

function countHidden(hidden: RunRow[]): string {
  const counts = new Map<string, number>()
  for (const { status } of hidden) counts.set(words[status], (counts.get(words[status]) ?? 0) + 1)
  const parts = [...counts].map(([word, count]) => `${formatCount(count)} ${word}`)
  return `  and ${formatCount(hidden.length)} more: ${parts.join(', ')}`
}

const outcomes: Record<RunStatus, { word: string; colour: Parameters<Paint>[0] }> = {
  queued: { word: 'Waiting for its turn', colour: 'gray' },
  running: { word: 'Running', colour: 'cyan' },
  succeeded: { word: 'Succeeded', colour: 'green' },
  failed: { word: 'Failed', colour: 'red' },
  cancelled: { word: 'Cancelled', colour: 'yellow' },
}

/** `Succeeded in 1.2 s · 41 model calls · 12,345 tokens in, 2,345 out · $0.0041`. */
export function formatTotal(view: RunView, nowMs: number, { unicode, paint }: Omit<TableStyle, 'columns'>): string {
  const { word, colour } = outcomes[view.status]
  const durationMs = Math.max(0, (view.finishedAt ?? nowMs) - view.startedAt)
  const isEnding = view.status === 'running' && view.cancelRequested
  const outcome = isEnding ? 'Cancelling (Ctrl+C again leaves at once)' : word
  const took = view.finishedAt === null ? ` for ${formatDuration(durationMs)}` : ` in ${formatDuration(durationMs)}`
  const { cost } = view
  const usage =
    cost.calls > 0
      ? [
          countOf(cost.calls, 'model call'),
          `${formatCount(cost.inputTokens)} tokens in, ${formatCount(cost.outputTokens)} out`,
          paint('bold', formatCost(cost)),
        ]
      : ['no model calls', paint('bold', formatCost(cost))]
  return [`${paint(colour, outcome)}${took}`, ...usage].join(unicode ? ' · ' : ', ')
}

/** What went wrong, node by node: its key, the message, the hint. At most `most` of them. */
export function formatErrors(view: RunView, { paint }: Pick<TableStyle, 'paint'>, most = 10): string[] {
  const failed = Object.values(view.nodes).filter((node) => node.status === 'failed' && node.error !== undefined)
  const own = view.error && failed.length === 0 ? [{ key: '', error: view.error }] : []
  const all = [...own, ...failed.map(({ key, error }) => ({ key, error }))]
  const lines = all.slice(0, most).flatMap(({ key, error }) => {
    const where = key ? `${printable(key)}: ` : ''
    const hint = error?.hint ? [`  ${printable(error.hint)}`] : []
    return [paint('red', `${where}${printable(error?.message ?? '')}`), ...hint]
  })
  return all.length > most ? [...lines, `and ${countOf(all.length - most, 'more error')}`] : lines
}

/** What nodes warned of while they ran, such as a folder without files. At most `most` of them. */
export function formatWarnings(view: RunView, { paint }: Pick<TableStyle, 'paint'>, most = 10): string[] {
  const warnings = Object.values(view.nodes).flatMap(({ key, logs }) =>
    logs
      .filter(({ level }) => level === 'warn' || level === 'error')
      .map(({ text }) => `${printable(key)}: ${printable(text)}`),
  )
  const lines = warnings.slice(0, most).map((text) => paint('yellow', text))
  return warnings.length > most ? [...lines, `and ${countOf(warnings.length - most, 'more warning')}`] : lines
}
