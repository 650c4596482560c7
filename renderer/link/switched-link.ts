import type { ClientContext, ClientLink } from '@orpc/client'
import { linkLost } from './error-of.ts'

type Inner = ClientLink<ClientContext>

export type SwitchedLink = {
  link: Inner
  /** The way to the engine is this one from now on. */
  put(inner: Inner): void
  /** There is no way at present: calls wait, those under way fail with `link.lost`. */
  drop(): void
}

/**
 * A link that outlives the sockets and ports under it: the client is made once and keeps working when the engine is
 * started again. A call made while there is no way waits `patienceMs` for one, then fails with `link.lost`.
 */
export function createSwitchedLink({ patienceMs, connect }: { patienceMs: number; connect: () => void }): SwitchedLink {
  let current: Inner | null = null
  let isConnecting = false
  let waiting: ((inner: Inner) => void)[] = []

  function find(signal: AbortSignal | undefined): Promise<Inner> {
    if (!isConnecting) {
      // The first call opens the way, so that merely loading this module touches nothing.
      isConnecting = true
      connect()
    }
    if (current) return Promise.resolve(current)
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        waiting = waiting.filter((other) => other !== take)
      }
      const take = (inner: Inner) => {
        settle()
        resolve(inner)
      }
      const abort = () => {
        settle()
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        settle()
        reject(linkLost())
      }, patienceMs)
      signal?.addEventListener('abort', abort)
      waiting.push(take)
    })
  }

  return {
    link: {
      async call(path, input, options) {
        const inner = await find(options.signal)
        try {
          return await inner.call(path, input, options)
        } catch (error) {
          if (current !== inner && !options.signal?.aborted) throw linkLost(error)
          throw error
        }
      },
    },
    put(inner) {
      current = inner
      for (const take of [...waiting]) take(inner)
    },
    drop() {
      current = null
    },
  }
}
