import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'

type Way = { onOpen(link: ClientLink<ClientContext>): void; onLost(): void }

const firstWaitMs = 200
const longestWaitMs = 4_000

/** Keeps a WebSocket to the local web host open, and opens it again when it breaks. The answer closes it for good. */
export function keepSocket(url: string, way: Way): () => void {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = firstWaitMs
  let isClosed = false

  function open(): void {
    const opening = new WebSocket(url)
    opening.binaryType = 'arraybuffer'
    socket = opening
    const link = new RPCLink({ websocket: opening })
    opening.addEventListener('open', () => {
      waitMs = firstWaitMs
      way.onOpen(link)
    })
    opening.addEventListener('close', () => {
      if (isClosed) return
      way.onLost()
      timer = setTimeout(open, waitMs)
      waitMs = Math.min(longestWaitMs, waitMs * 2)
    })
  }

  open()
  return () => {
    isClosed = true
    clearTimeout(timer)
    socket?.close()
  }
}
