/** Milliseconds between two items at least: a run changes the sums with each call, and nobody reads that fast. */
const calmMs = 300

/** Tells whoever shows budgets that they, what is spent of them or their alerts changed; carries nothing else. */
export function createBudgetChanges() {
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
          await calm(signal)
        }
      } finally {
        listeners.delete(listener)
        signal?.removeEventListener('abort', leave)
      }
    },
  }
}

export type BudgetChanges = ReturnType<typeof createBudgetChanges>

/** Ends early with the signal; keeps no process alive. */
function calm(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, calmMs)
    timer.unref()
    signal?.addEventListener('abort', done)
  })
}
