/** Lets so many at once; the others wait in the order they came, or leave with their signal. */
export function createCallPlaces(most: number) {
  let taken = 0
  const waiting: (() => void)[] = []

  function leave(): void {
    taken -= 1
    waiting.shift()?.()
  }

  return {
    inUse: () => taken,
    async within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
      signal.throwIfAborted()
      if (taken >= most) await turn(waiting, signal)
      taken += 1
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const mine = () => {
      signal.removeEventListener('abort', left)
      resolve()
    }
    const left = () => {
      waiting.splice(waiting.indexOf(mine), 1)
      reject(signal.reason)
    }
    waiting.push(mine)
    signal.addEventListener('abort', left, { once: true })
  })
}
