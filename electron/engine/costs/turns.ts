import { cancelReason } from '../models/try-model.ts'

/** Milliseconds between two looks at what calls of other processes give back. */
const pollMs = 250

type Queue = { waiting: (() => void)[]; timer: NodeJS.Timeout }

/**
 * Calls that wait until others give back what is held for them, first come first served for each budget: only the first
 * one looks again, so a thousand of them cost no more than one.
 */
export function createTurns() {
  const queues = new Map<string, Queue>()

  function queueOf(key: string): Queue {
    const queue = queues.get(key) ?? { waiting: [], timer: setInterval(() => wake(key), pollMs) }
    queues.set(key, queue)
    return queue
  }

  function wake(key: string): void {
    const queue = queues.get(key)
    const first = queue?.waiting.shift()
    if (queue && queue.waiting.length === 0) {
      clearInterval(queue.timer)
      queues.delete(key)
    }
    first?.()
  }

  return {
    /** Resolves when it is worth looking again. `again`: it was first in line, and stays so. Rejects when `signal` aborts. */
    wait(key: string, { again, signal }: { again: boolean; signal: AbortSignal }): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelReason(signal))
        const turn = () => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        const leave = () => {
          const queue = queues.get(key)
          const index = queue?.waiting.indexOf(turn) ?? -1
          if (index >= 0) queue?.waiting.splice(index, 1)
          if (queue?.waiting.length === 0) {
            clearInterval(queue.timer)
            queues.delete(key)
          }
          reject(cancelReason(signal))
        }
        signal.addEventListener('abort', leave)
        const { waiting } = queueOf(key)
        if (again) waiting.unshift(turn)
        else waiting.push(turn)
      })
    },

    /** The next one may look: the one before has got through, or given up. */
    wake,

    /** Something was given back. */
    wakeAll(): void {
      for (const key of [...queues.keys()]) wake(key)
    },
  }
}
