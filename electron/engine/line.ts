/** A line before a door: it opens for the first in it whenever `mayEnter`, and `onEnter` counts who went through. */
export function createLine(mayEnter: () => boolean, onEnter: () => void) {
  const line = new Set<() => void>()

  function advance(): void {
    for (const enter of line) {
      if (!mayEnter()) return
      line.delete(enter)
      onEnter()
      enter()
    }
  }

  return {
    advance,
    isWaitedFor: () => line.size > 0,
    async enter(signal: AbortSignal, onWaiting: () => void): Promise<void> {
      signal.throwIfAborted()
      if (line.size === 0 && mayEnter()) return onEnter()
      onWaiting()
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        const leave = () => {
          line.delete(enter)
          reject(signal.reason)
        }
        line.add(enter)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
