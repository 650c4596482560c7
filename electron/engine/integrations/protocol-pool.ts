import { createLine } from '../line.ts'
import type { ProtocolClient } from './define-protocol.ts'

type Place = { idle: Kept[]; used: number; line: ReturnType<typeof createLine> }
type Kept = { client: ProtocolClient; timer: NodeJS.Timeout }

type Wish = {
  /** Clients of one key stand in for each other; null: this one is for nobody else. */
  key: string | null
  atOnce: number
  /** Aborting it closes the client in the middle of whatever it does. */
  signal: AbortSignal
  open(): Promise<ProtocolClient>
  onWaiting(): void
}

/**
 * Clients of drivers, used by one call at a time and kept for the next for a little while. One whose call failed is not
 * used again: nobody knows what its server still has in mind.
 */
export function createProtocolPool({ idleMs }: { idleMs: number }) {
  const places = new Map<string, Place>()

  function placeOf(key: string, atOnce: number): Place {
    const known = places.get(key)
    if (known) return known
    const line = createLine(
      () => place.used < atOnce,
      () => {
        place.used++
      },
    )
    const place: Place = { idle: [], used: 0, line }
    places.set(key, place)
    return place
  }

  function takeIdle(place: Place): ProtocolClient | null {
    for (let kept = place.idle.pop(); kept; kept = place.idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.client.isOpen()) return kept.client
      kept.client.close()
    }
    return null
  }

  function keep(key: string, place: Place, client: ProtocolClient): void {
    const timer = setTimeout(() => {
      place.idle = place.idle.filter((kept) => kept.client !== client)
      client.close()
      forgetEmpty(key, place)
    }, idleMs)
    // A host that ends with its one command need not wait for it.
    timer.unref()
    place.idle.push({ client, timer })
  }

  function forgetEmpty(key: string, place: Place): void {
    if (place.used === 0 && place.idle.length === 0 && !place.line.isWaitedFor()) places.delete(key)
  }

  return {
    async use<T>(wish: Wish, work: (client: ProtocolClient) => Promise<T>): Promise<T> {
      const { key, atOnce, signal, open, onWaiting } = wish
      if (key === null) return once(wish, work)
      const place = placeOf(key, atOnce)
      await place.line.enter(signal, onWaiting)
      try {
        const client = takeIdle(place) ?? (await opened(open, signal))
        try {
          const value = await unlessAborted(signal, client, work)
          if (client.isOpen() && !signal.aborted) keep(key, place, client)
          else client.close()
          return value
        } catch (thrown) {
          client.close()
          throw thrown
        }
      } finally {
        place.used--
        place.line.advance()
        forgetEmpty(key, place)
      }
    },

    /** Lets go of those nobody uses; whoever uses one ends it by its own signal. */
    close(): void {
      for (const place of places.values()) {
        for (const { client, timer } of place.idle.splice(0)) {
          clearTimeout(timer)
          client.close()
        }
      }
    },
  }
}

async function once<T>({ open, signal }: Wish, work: (client: ProtocolClient) => Promise<T>): Promise<T> {
  const client = await opened(open, signal)
  try {
    return await unlessAborted(signal, client, work)
  } finally {
    client.close()
  }
}

/** A client that is there only after nobody wants it any more is closed then. */
function opened(open: () => Promise<ProtocolClient>, signal: AbortSignal): Promise<ProtocolClient> {
  signal.throwIfAborted()
  const opening = open()
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(signal.reason)
      opening.then((late) => late.close()).catch(() => {})
    }
    signal.addEventListener('abort', leave, { once: true })
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

function unlessAborted<T>(
  signal: AbortSignal,
  client: ProtocolClient,
  work: (client: ProtocolClient) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(signal.reason)
      client.close()
    }
    signal.addEventListener('abort', leave, { once: true })
    work(client)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', leave))
  })
}
