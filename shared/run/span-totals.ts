import type { Span } from './span.ts'

/** What a span and all inside it came to. */
export type SpanTotals = {
  calls: number
  inputTokens: number
  outputTokens: number
  microUsd: number
  /** Calls of which some part has no known price; they are not, or not all, in `microUsd`. */
  unknownCalls: number
}

/** By the id of the span. Spans come in order, parents first. */
export function totalsOf(spans: readonly Span[]): Map<string, SpanTotals> {
  const totals = new Map<string, SpanTotals>()
  for (let index = spans.length - 1; index >= 0; index--) {
    const span = spans[index]
    if (!span) continue
    const own = totals.get(span.id) ?? nothing()
    const { call } = span
    if (call?.usage) {
      own.calls++
      own.inputTokens += call.usage.inputTokens
      own.outputTokens += call.usage.outputTokens
      own.microUsd += call.microUsd ?? 0
      if (call.unknownTries > 0) own.unknownCalls++
    }
    totals.set(span.id, own)
    if (span.parentId === null || own.calls === 0) continue
    const outer = totals.get(span.parentId) ?? nothing()
    totals.set(span.parentId, {
      calls: outer.calls + own.calls,
      inputTokens: outer.inputTokens + own.inputTokens,
      outputTokens: outer.outputTokens + own.outputTokens,
      microUsd: outer.microUsd + own.microUsd,
      unknownCalls: outer.unknownCalls + own.unknownCalls,
    })
  }
  return totals
}

function nothing(): SpanTotals {
  return { calls: 0, inputTokens: 0, outputTokens: 0, microUsd: 0, unknownCalls: 0 }
}
