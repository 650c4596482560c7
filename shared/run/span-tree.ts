import type { ErrorInfo } from '../errors.ts'
import type { Span, SpanState } from './span.ts'

/** A span while the log is being folded. */
export type TreeSpan = Span & {
  parent: TreeSpan | null
  /** Those straight inside it that are not over. */
  open: Set<TreeSpan> | null
}

export type Begun = Pick<Span, 'kind' | 'seq' | 'startMs'> &
  Partial<Omit<Span, 'id' | 'parentId' | 'endMs'>> & { id: string }

export type Ended = { at: number; state: SpanState; error?: ErrorInfo | null }

const bare = {
  ...{ title: '', node: '', scope: '', attempt: 0, endMs: null, state: 'running' as const, error: null, nodeType: '' },
  ...{ call: null, tool: null, http: null, wait: null, limit: null, agent: null, workflow: null, round: null },
}

/** The spans of one run while its log is folded: begun inside one another, and ended with all inside them. */
export function createSpanTree() {
  const all: TreeSpan[] = []
  /** How often each id was asked for: what is done again under the same name has a number behind it. */
  const ids = new Map<string, number>()

  function ownId(id: string): string {
    const before = ids.get(id) ?? 0
    ids.set(id, before + 1)
    return before === 0 ? id : `${id}~${before + 1}`
  }

  function begin(parent: TreeSpan | null, begun: Begun): TreeSpan {
    const span = Object.assign({}, bare, begun, {
      id: ownId(begun.id),
      parentId: parent?.id ?? null,
      parent,
      open: null,
    })
    all.push(span)
    noteOpen(span)
    return span
  }

  /** Ends it, and what is still open inside it with it. One that has ended stays as it is. */
  function end(span: TreeSpan, { at, state, error = null }: Ended): void {
    if (span.endMs !== null) return
    span.endMs = at
    span.state = state
    span.error = error
    span.parent?.open?.delete(span)
    if (!span.open) return
    const inside = state === 'interrupted' ? state : state === 'done' ? 'done' : 'cancelled'
    for (const one of span.open) end(one, { at, state: inside })
    span.open = null
  }

  function reopen(span: TreeSpan): void {
    span.endMs = null
    span.state = 'running'
    span.error = null
    noteOpen(span)
  }

  return {
    begin,
    end,
    reopen,
    /** In the order they began, each inside its parent in time. */
    spans: (): Span[] => inOrder(all),
  }
}

export type SpanTree = ReturnType<typeof createSpanTree>

function noteOpen(span: TreeSpan): void {
  if (!span.parent) return
  span.parent.open ??= new Set()
  span.parent.open.add(span)
}

/**
 * Parents come before what is inside them, so one pass puts each inside its parent. Clocks are set, durations are rounded,
 * and a request is told of when it is over: without this a span might stand out by some milliseconds.
 */
function inOrder(all: TreeSpan[]): Span[] {
  const times = new Map<string, Span>()
  const spans = all.map(({ parent, open: _, ...span }): Span => {
    const outer = parent ? times.get(parent.id) : undefined
    if (outer) {
      const last = outer.endMs ?? Number.POSITIVE_INFINITY
      span.startMs = Math.min(Math.max(span.startMs, outer.startMs), last)
      if (span.endMs !== null) span.endMs = Math.min(span.endMs, last)
      else if (outer.endMs !== null) span.endMs = outer.endMs
    }
    if (span.endMs !== null) span.endMs = Math.max(span.endMs, span.startMs)
    times.set(span.id, span)
    return span
  })
  return spans.sort((a, b) => a.startMs - b.startMs)
}
