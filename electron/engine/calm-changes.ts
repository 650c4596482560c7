/** Nobody reads faster. */
const usualCalmMs = 300

/**
 * Tells whoever shows something that it changed, and nothing else: for what changes with every call of a model. `calmMs`
 * lie between two items at least.
 */
export function createCalmChanges(calmMs = usualCalmMs) {
  const listeners = new Set<() => void>()

  return {
    tell(): void {
      for (const listener of listeners) listener()
    },

    /** One item for all that changed since the last, some a second at most. */
    async *listen(signal?: AbortSignal): AsyncGenerator<Record<string, never>> {
      let hasChanged = false
      let wake = () => {}
      const listener = () => {
        hasChanged = true
        wake()
      }
      const leave = () => wake()
      listeners.add(listener)
      signal?.addEventListener('abort', leave)
      try {
        while (!signal?.aborted) {
          const woken = new Promise<void>((resolve) => {
            wake = resolve
          })
          if (!hasChanged) await woken
          if (signal?.aborted) return
          hasChanged = false
          yield {}
          await calm(calmMs, signal)
        }
      } finally {
        listeners.delete(listener)
        signal?.removeEventListener('abort', leave)
      }
    },
  }
}

export type CalmChanges = ReturnType<typeof createCalmChanges>

/** Ends early with the signal; keeps no process alive. */
function calm(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    timer.unref()
    signal?.addEventListener('abort', done)
  })
}
