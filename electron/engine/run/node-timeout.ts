/** The time a node has, which stands still while the node waits. */
export type NodeTimeout = {
  /** Aborts when the time is up. */
  signal: AbortSignal
  stop(): void
  goOn(): void
}

/** Starts the clock of a node that may take `ms` milliseconds. Whoever starts it stops it. */
export function startNodeTimeout(ms: number): NodeTimeout {
  const controller = new AbortController()
  let leftMs = ms
  let since = 0
  let timer: NodeJS.Timeout | null = null

  function goOn(): void {
    if (timer || controller.signal.aborted) return
    since = performance.now()
    timer = setTimeout(() => controller.abort(), leftMs)
    timer.unref()
  }

  goOn()
  return {
    signal: controller.signal,
    goOn,
    stop() {
      if (!timer) return
      clearTimeout(timer)
      timer = null
      leftMs = Math.max(0, leftMs - (performance.now() - since))
    },
  }
}
