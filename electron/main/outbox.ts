/**
 * What waits to be told to the page: kept while nobody listens, told once, in order. A page that loads anew takes the
 * listening over from the one before.
 */
export type Outbox<T> = {
  put(item: T): void
  /** Endless until the signal aborts or somebody else starts to listen. */
  listen(signal: AbortSignal | undefined): AsyncGenerator<T, void>
}

/** `limit`: the oldest are dropped beyond it; a page that never listens must not fill the memory. */
export function createOutbox<T>(limit = 100): Outbox<T> {
  const waiting: T[] = []
  let wake: () => void = () => {}
  let listener = 0
  return {
    put(item) {
      waiting.push(item)
      if (waiting.length > limit) waiting.shift()
      wake()
    },
    async *listen(signal) {
      const mine = ++listener
      wake()
      const stop = () => wake()
      signal?.addEventListener('abort', stop)
      try {
        while (mine === listener && !signal?.aborted) {
          const item = waiting.shift()
          if (item !== undefined) yield item
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}
