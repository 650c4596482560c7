import type { RunEvent } from './events.ts'
import { createSpanFold } from './fold-spans.ts'
import type { Span } from './span.ts'

export { type Span, type SpanCall, type SpanKind, type SpanState, spanKinds } from './span.ts'

/** The spans of a run in the order they began. Events may be those of a run that is under way. */
export function foldSpans(events: Iterable<RunEvent>): Span[] {
  const fold = createSpanFold()
  for (const event of events) fold.take(event)
  return fold.spans()
}
