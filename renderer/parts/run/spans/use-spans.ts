import { useDeferredValue, useMemo, useRef } from 'react'
import { createSpanFold } from '../../../../shared/run/fold-spans.ts'
import { useRun } from '../../../state/run-store.ts'
import { type SpanTree, spanTree } from './span-rows.ts'

type Folding = { runId: string; fold: ReturnType<typeof createSpanFold>; taken: number }

/** The spans of a run as far as it is known here; each event is folded once, however often it is looked at. */
export function useSpans(runId: string): SpanTree {
  const events = useRun(runId, (slice) => slice.events)
  // A long run that is under way is drawn when there is time for it.
  const count = useDeferredValue(useRun(runId, (slice) => slice.eventCount) ?? 0)
  const folding = useRef<Folding | null>(null)
  return useMemo(() => {
    if (folding.current?.runId !== runId || folding.current.taken > count) {
      folding.current = { runId, fold: createSpanFold(), taken: 0 }
    }
    const known = folding.current
    for (; known.taken < count; known.taken++) {
      const event = events?.[known.taken]
      if (event) known.fold.take(event)
    }
    return spanTree(known.fold.spans())
  }, [runId, events, count])
}
