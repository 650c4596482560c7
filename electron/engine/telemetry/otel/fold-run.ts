import type { RunEvent } from '../../../../shared/run/events.ts'
import { createSpanFold } from '../../../../shared/run/fold-spans.ts'
import type { Span } from '../../../../shared/run/span.ts'
import { giveWay } from '../../event-loop-turn.ts'
import { readEvents } from '../../run/settle-in-flight.ts'
import type { RunIdentity, RunsStore } from '../../store/runs.store.ts'

/** The spans of a run, in the order they began; a long run is read in steps, so that nothing else is held up. */
export async function foldRun(
  store: Pick<RunsStore, 'events'>,
  run: RunIdentity,
  { closing, onEvent }: { closing: AbortSignal; onEvent?(event: RunEvent): void },
): Promise<Span[]> {
  const fold = createSpanFold()
  for (const event of readEvents(store, run)) {
    fold.take(event)
    onEvent?.(event)
    const turn = giveWay()
    if (!turn) continue
    await turn
    closing.throwIfAborted()
  }
  return fold.spans()
}
