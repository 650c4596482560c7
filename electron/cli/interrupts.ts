type Options = {
  /** The first Ctrl+C, or the end of the terminal: wind down. */
  onFirst(): void
  /** Once more: whoever asks twice does not want to wait. */
  onSecond(): void
  now?: () => number
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Signals closer together than this are one: npm passes on the Ctrl+C that the terminal has already sent to every
 * program in the foreground, so it arrives twice.
 */
const sameMs = 400

/** Listens for Ctrl+C and its like until the function it answers is called. */
export function listenForInterrupts({ onFirst, onSecond, now = () => performance.now() }: Options): () => void {
  let firstAt: number | null = null
  function hear(): void {
    if (firstAt === null) {
      firstAt = now()
      onFirst()
    } else if (now() - firstAt >= sameMs) onSecond()
  }
  for (const signal of signals) process.on(signal, hear)
  return () => {
    for (const signal of signals) process.off(signal, hear)
  }
}
