import { errorOf } from '../link/error-of.ts'
import { onReopened } from '../link/link-store.ts'

const calmMs = 250

/**
 * Hears a feed that only says that something changed. Much may change at once: its news is collected for a moment. Ends
 * with the feed, or when the signal aborts.
 */
export async function followNews(
  signal: AbortSignal,
  open: () => Promise<AsyncIterable<unknown>>,
  onNews: () => void,
): Promise<void> {
  let waiting: ReturnType<typeof setTimeout> | null = null
  try {
    for await (const _ of await open()) {
      waiting ??= setTimeout(() => {
        waiting = null
        onNews()
      }, calmMs)
    }
  } catch (error) {
    // A lost engine is told by the banner, and whoever follows starts anew when it is back. Anything else is a bug.
    const { kind } = errorOf(error)
    if (!signal.aborted && kind === 'bug') console.error('A feed of changes ended', error)
  } finally {
    if (waiting && signal.aborted) clearTimeout(waiting)
  }
}

/** Loads, and loads again at each news, also after the engine was lost. The answer stops that. */
export function loadAtNews(
  load: () => Promise<void>,
  open: (signal: AbortSignal) => Promise<AsyncIterable<unknown>>,
): () => void {
  let stop = new AbortController()
  const begin = () => {
    stop.abort()
    stop = new AbortController()
    const { signal } = stop
    void load()
    void followNews(
      signal,
      () => open(signal),
      () => void load(),
    )
  }
  const offReopened = onReopened(begin)
  begin()
  return () => {
    offReopened()
    stop.abort()
  }
}
