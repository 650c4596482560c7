import type { RunEvent } from '../../../../shared/run/events.ts'
import type { Span } from '../../../../shared/run/span.ts'
import { type SpanTotals, totalsOf } from '../../../../shared/run/span-totals.ts'

/** Spans as a person looks at them: which stand in which, and what each came to. */
export type SpanTree = {
  spans: readonly Span[]
  byId: ReadonlyMap<string, Span>
  totals: ReadonlyMap<string, SpanTotals>
  /** What is shown straight inside a span. */
  inside: ReadonlyMap<string, readonly Span[]>
  /** The span whose row stands for one that has none of its own: the only try of a node, the node that does a tool's work. */
  shownAs: ReadonlyMap<string, string>
  root: Span | null
}

/** One line of the timeline and of the trace. */
export type SpanRow = {
  span: Span
  depth: number
  canOpen: boolean
  isOpen: boolean
  /** Waits and limits that are drawn in the row itself. */
  marks: readonly Span[]
}

/**
 * The tree without levels that say nothing: the only try of a node is the node, and the one node that does a tool's work
 * is the tool call.
 */
export function spanTree(spans: readonly Span[]): SpanTree {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const all = new Map<string, Span[]>()
  for (const span of spans) {
    if (span.parentId === null) continue
    const list = all.get(span.parentId)
    if (list) list.push(span)
    else all.set(span.parentId, [span])
  }
  const shownAs = new Map<string, string>()
  const inside = new Map<string, readonly Span[]>()
  // Those inside come after those around them: from the end, each finds what is inside it already put together.
  for (let index = spans.length - 1; index >= 0; index--) {
    const span = spans[index]
    const own = span && all.get(span.id)
    if (span && own)
      inside.set(
        span.id,
        own.flatMap((one) => (standsForItself(one, span, own) ? [one] : merge(one, span))),
      )
  }
  for (const [id, list] of inside) if (list.length > 1) inside.set(id, list.toSorted(byStart))

  function merge(span: Span, into: Span): readonly Span[] {
    shownAs.set(span.id, into.id)
    return inside.get(span.id) ?? []
  }

  const root = spans.find(({ parentId }) => parentId === null) ?? null
  return { spans, byId, totals: totalsOf(spans), inside, shownAs, root }
}

function standsForItself(span: Span, around: Span, siblings: readonly Span[]): boolean {
  if (span.kind === 'attempt') return siblings.filter(({ kind }) => kind === 'attempt').length > 1
  if (span.kind === 'node' && around.kind === 'tool-call')
    return siblings.filter(({ kind }) => kind === 'node').length > 1
  return true
}

function byStart(a: Span, b: Span): number {
  return a.startMs - b.startMs || a.seq - b.seq
}

/** The row that stands for a span. */
export function shownId({ shownAs, byId }: Pick<SpanTree, 'shownAs' | 'byId'>, id: string): string | null {
  let at = id
  for (let next = shownAs.get(at); next !== undefined; next = shownAs.get(at)) at = next
  return byId.has(at) ? at : null
}

/** The step that an event is about: the call it names, or what its node was doing then. */
export function spanOfEvent({ spans, root }: SpanTree, event: RunEvent): Span | null {
  if (!('node' in event)) return root
  const callId = 'callId' in event ? event.callId : null
  const own = spans.filter(({ node, scope, seq }) => node === event.node && scope === event.scope && seq <= event.seq)
  const named = callId === null ? undefined : own.findLast(({ call, tool }) => (call ?? tool)?.callId === callId)
  const begun = own.find(({ seq }) => seq === event.seq)
  return named ?? begun ?? own.findLast(({ kind }) => kind === 'attempt' || kind === 'node') ?? root
}

/** The spans around a row, from the innermost. */
export function around(tree: SpanTree, id: string): string[] {
  const ids: string[] = []
  for (let at = tree.byId.get(id)?.parentId ?? null; at !== null; at = tree.byId.get(at)?.parentId ?? null) {
    const shown = shownId(tree, at)
    if (shown !== null && shown !== id && shown !== ids.at(-1)) ids.push(shown)
  }
  return ids
}

/** Rows that a run of so many spans shows at first; from then on rounds and what tools did begin folded. */
const mostAtFirst = 150

export function isOpenAtFirst({ spans }: SpanTree, { kind }: Span): boolean {
  return spans.length <= mostAtFirst || !['round', 'tool-call', 'subworkflow', 'agent'].includes(kind)
}

/** The rows to show; `flipped` holds those that a person opened or folded. */
export function spanRows(tree: SpanTree, flipped: ReadonlySet<string>): SpanRow[] {
  const rows: SpanRow[] = []
  const add = (span: Span, depth: number) => {
    const inside = tree.inside.get(span.id) ?? []
    const canOpen = inside.length > 0
    const isOpen = canOpen && flipped.has(span.id) !== isOpenAtFirst(tree, span)
    rows.push({ span, depth, canOpen, isOpen, marks: inside.filter(isMark) })
    if (isOpen) for (const one of inside) add(one, depth + 1)
  }
  if (tree.root) add(tree.root, 0)
  return rows
}

/** Nothing was done in it: it was waited for something. */
export function isMark({ kind }: Span): boolean {
  return kind === 'wait' || kind === 'limit' || kind === 'queue'
}

/** Round times for an axis over `spanMs` from `fromMs` on: about `most` of them. */
export function axisTicks(fromMs: number, spanMs: number, most = 6): number[] {
  const small = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000]
  const large = [60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000]
  const steps = [...small, ...large]
  const step = steps.find((each) => spanMs / each <= most) ?? Math.ceil(spanMs / most / 86_400_000) * 86_400_000
  const first = Math.ceil(fromMs / step) * step
  return Array.from({ length: Math.floor((fromMs + spanMs - first) / step) + 1 }, (_, index) => first + index * step)
}

/** A part of the time of a run, in milliseconds since the epoch. */
export type TimeWindow = { fromMs: number; toMs: number }

/** The window `factor` times as long around `atMs`, inside of what there is and no shorter than some milliseconds. */
export function zoomed(
  { fromMs, toMs }: TimeWindow,
  { atMs, factor }: { atMs: number; factor: number },
  all: TimeWindow,
): TimeWindow {
  const length = Math.min(Math.max((toMs - fromMs) * factor, 5), all.toMs - all.fromMs)
  const share = toMs > fromMs ? (atMs - fromMs) / (toMs - fromMs) : 0.5
  return moved({ fromMs: atMs - share * length, toMs: atMs + (1 - share) * length }, 0, all)
}

/** The window moved by so many milliseconds, as far as there is something. */
export function moved({ fromMs, toMs }: TimeWindow, byMs: number, all: TimeWindow): TimeWindow {
  const length = Math.min(toMs - fromMs, all.toMs - all.fromMs)
  const from = Math.min(Math.max(fromMs + byMs, all.fromMs), all.toMs - length)
  return { fromMs: from, toMs: from + length }
}
