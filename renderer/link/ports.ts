import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { linkLost } from './error-of.ts'

type Link = ClientLink<ClientContext>
type Ways = { onEngine(link: Link): void; onEngineLost(): void; onShell(link: Link): void }

/**
 * Takes the ports the desktop shell's preload hands to the page: both at the start, then a new engine port each time
 * the engine was started again. The answer stops listening.
 */
export function takePorts(target: Window, ways: Ways): () => void {
  let closeEngine: (() => void) | null = null

  function takeEngine(port: MessagePort | undefined): void {
    if (!port) return
    closeEngine?.()
    const { link, close } = linkOver(port, () => ways.onEngineLost())
    closeEngine = close
    ways.onEngine(link)
  }

  function listen(event: MessageEvent): void {
    // The preload posts from this very window; another frame or opener may not hand us an engine.
    if (event.source !== target) return
    const kind: unknown = typeof event.data === 'object' && event.data !== null ? event.data.niti : undefined
    if (kind === 'ports') {
      takeEngine(event.ports[0])
      const shell = event.ports[1]
      if (shell) ways.onShell(linkOver(shell, () => {}).link)
    } else if (kind === 'engine-port') takeEngine(event.ports[0])
  }

  target.addEventListener('message', listen)
  return () => target.removeEventListener('message', listen)
}

/**
 * A link over one port. Calls under way are ended when the port closes, and also when it is replaced: an engine that
 * died does not always say so.
 */
function linkOver(port: MessagePort, onClosed: () => void): { link: Link; close: () => void } {
  const closing: (() => void)[] = []
  let isClosed = false
  const closed = Promise.withResolvers<never>()
  closed.promise.catch(() => {
    // Only calls that are under way care.
  })
  const close = () => {
    if (isClosed) return
    isClosed = true
    for (const end of closing) end()
    port.close()
    closed.reject(linkLost())
  }
  const watched: Pick<MessagePort, 'addEventListener' | 'postMessage'> = {
    addEventListener(type: string, listener: EventListenerOrEventListenerObject) {
      if (type === 'close') closing.push(() => typeof listener === 'function' && listener(new Event('close')))
      else port.addEventListener(type, listener)
    },
    postMessage: (message: unknown) => port.postMessage(message),
  }
  const inner = new RPCLink({ port: watched })
  // A call that was just being prepared when the port closed is not yet known to the link, and would wait for ever.
  const link: Link = {
    call: (path, input, options) => Promise.race([inner.call(path, input, options), closed.promise]),
  }
  port.addEventListener('close', () => {
    if (isClosed) return
    close()
    onClosed()
  })
  port.start()
  return { link, close }
}
