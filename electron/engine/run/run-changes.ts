/** Tells whoever shows a list of runs that it changed; carries nothing else, so a slow listener misses nothing. */
export function createRunChanges() {
  const listeners = new Set<(workflowId: string | null) => void>()

  return {
    tell(workflowId: string | null): void {
      for (const listener of listeners) listener(workflowId)
    },

    /** One item for all that changed since the last was taken. */
    async *listen(signal?: AbortSignal): AsyncGenerator<{ workflowId: string | null }> {
      const changed = new Set<string | null>()
      let wake = () => {}
      const listener = (workflowId: string | null) => {
        changed.add(workflowId)
        wake()
      }
      listeners.add(listener)
      signal?.addEventListener('abort', () => wake(), { once: true })
      try {
        while (!signal?.aborted) {
          const woken = new Promise<void>((resolve) => {
            wake = resolve
          })
          if (changed.size === 0) await woken
          for (const workflowId of changed) {
            changed.delete(workflowId)
            yield { workflowId }
          }
        }
      } finally {
        listeners.delete(listener)
      }
    },
  }
}

export type RunChanges = ReturnType<typeof createRunChanges>
