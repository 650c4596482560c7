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
    // Written out: 100,000 of them are made in a moment so, and take seconds where they are put together of parts.
    const span: TreeSpan = {
      id: ownId(begun.id),
      parentId: parent === null ? null : parent.id,
      kind: begun.kind,
      title: begun.title ?? '',
      seq: begun.seq,
      node: begun.node ?? '',
      scope: begun.scope ?? '',
      attempt: begun.attempt ?? 0,
      startMs: begun.startMs,
      endMs: null,
      state: begun.state ?? 'running',
      error: null,
      nodeType: begun.nodeType ?? '',
      call: begun.call ?? null,
      tool: begun.tool ?? null,
      http: begun.http ?? null,
      wait: begun.wait ?? null,
      limit: begun.limit ?? null,
      agent: begun.agent ?? null,
      workflow: begun.workflow ?? null,
      round: begun.round ?? null,
      parent,
      open: null,
    }
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
  const placed = new Map<TreeSpan, Span>()
  const spans = all.map((from): Span => {
    const span = copyOf(from)
    const outer = from.parent ? placed.get(from.parent) : undefined
    if (outer) {
      const last = outer.endMs ?? Number.POSITIVE_INFINITY
      span.startMs = Math.min(Math.max(span.startMs, outer.startMs), last)
      if (span.endMs !== null) span.endMs = Math.min(span.endMs, last)
      else if (outer.endMs !== null) span.endMs = outer.endMs
    }
    if (span.endMs !== null) span.endMs = Math.max(span.endMs, span.startMs)
    placed.set(from, span)
    return span
  })
  return spans.sort((a, b) => a.startMs - b.startMs)
}

function copyOf(span: TreeSpan): Span {
  return {
    id: span.id,
    parentId: span.parentId,
    kind: span.kind,
    title: span.title,
    seq: span.seq,
    node: span.node,
    scope: span.scope,
    attempt: span.attempt,
    startMs: span.startMs,
    endMs: span.endMs,
    state: span.state,
    error: span.error,
    nodeType: span.nodeType,
    // Its own: what a call costs is added up while it goes on.
    call: span.call === null ? null : { ...span.call },
    tool: span.tool,
    http: span.http,
    wait: span.wait,
    limit: span.limit,
    agent: span.agent,
    workflow: span.workflow,
    round: span.round,
  }
}
