export type Limiter = {
  readonly limit: number
  /**
   * Waits for a free place, first come first served, and returns the function that gives it back. Rejects with the
   * signal's reason at once when it aborts; `onWaiting` is called only if there is a queue.
   */
  acquire(signal: AbortSignal, onWaiting?: () => void): Promise<() => void>
}

/** At most `limit` places taken at once. */
export function createLimiter(limit: number): Limiter {
  let taken = 0
  const queue: (() => void)[] = []
  const place = () => {
    let isReturned = false
    return () => {
      if (isReturned) return
      isReturned = true
      // Handed on rather than freed, so that nobody who comes later slips in between.
      const next = queue.shift()
      if (next) next()
      else taken -= 1
    }
  }
  return {
    limit,
    async acquire(signal, onWaiting) {
      signal.throwIfAborted()
      if (taken < limit) {
        taken += 1
        return place()
      }
      onWaiting?.()
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave)
          resolve(place())
        }
        const leave = () => {
          queue.splice(queue.indexOf(enter), 1)
          reject(signal.reason)
        }
        queue.push(enter)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
