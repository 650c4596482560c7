import { createStore, useStore } from 'zustand'
import type { QueueView } from '../../shared/contract/queue.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type QueueState = {
  /** null until the first answer. */
  view: QueueView | null
  error: ErrorInfo | null
}

type Options = {
  queue: EngineClient['queue']
  runs: Pick<EngineClient['runs'], 'cancel'>
}

/** The runs that wait for their turn. What it does throws what the engine says; the screen shows that in its place. */
export function createQueueStore({ queue, runs }: Options) {
  const store = createStore<QueueState>(() => ({ view: null, error: null }))
  /** A slow answer must not put an older queue over a newer one: each look has a number, and only a higher one counts. */
  let asked = 0
  let shown = 0

  function show(view: QueueView, turn: number): void {
    if (turn < shown) return
    shown = turn
    store.setState({ view, error: null })
  }

  async function load(): Promise<void> {
    const turn = ++asked
    try {
      show(await queue.get(), turn)
    } catch (thrown) {
      store.setState({ error: errorOf(thrown) })
    }
  }

  /** What a change answers is newer than any look that was begun before the answer came. */
  async function take(changed: Promise<QueueView>): Promise<void> {
    const view = await changed
    show(view, ++asked)
  }

  return {
    store,
    load,
    move: (runId: string, before: string | null) => take(queue.move({ runId, before })),
    prioritise: (runId: string, priority: number) => take(queue.prioritise({ runId, priority })),
    pause: () => take(queue.pause()),
    resume: () => take(queue.resume()),
    async takeOut(runId: string): Promise<void> {
      await runs.cancel({ runId })
      await load()
    },
    /** Answers how many runs were taken out. */
    async drain(): Promise<number> {
      const { removed } = await queue.drain()
      await load()
      return removed
    },
  }
}

export const queue = createQueueStore({ queue: client.queue, runs: client.runs })

export function useQueue<T>(select: (state: QueueState) => T): T {
  return useStore(queue.store, select)
}

/**
 * Before which run one must be put to stand `by` places further down (negative: up); null: at the very end; undefined:
 * it stands there already, or is not in the queue.
 */
export function placeBefore(
  waiting: readonly { runId: string }[],
  runId: string,
  by: number,
): string | null | undefined {
  const at = waiting.findIndex((run) => run.runId === runId)
  if (at < 0) return undefined
  const to = Math.min(waiting.length - 1, Math.max(0, at + by))
  if (to === at) return undefined
  // Going down it leaves its own place, so the run it stands before is one further.
  return waiting[to < at ? to : to + 1]?.runId ?? null
}
