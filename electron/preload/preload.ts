/**
 * Hands the page its ports and nothing else. It runs sandboxed and isolated and imports only electron.
 *
 * The page listens for `message` events whose `source` is its own window, and takes the ports out of `event.ports`:
 * - `{ niti: 'ports' }`       [engine, shell]   once per load, when the document's scripts have run
 * - `{ niti: 'engine-port' }` [engine]          after the engine was started again; the port before it is closed
 * Both speak oRPC's message-port protocol: `engineContract` on the first port, `shellContract` on the second. An engine
 * port closes when the engine dies, and is closed from the start while there is none.
 */
import { ipcRenderer } from 'electron'

// The few globals of a page used here. The DOM's own types would be open to all of electron/ with them.
type Port = unknown
declare const document: { readonly readyState: string }
declare const window: {
  readonly location: { readonly origin: string }
  addEventListener(type: string, listener: () => void, options: { once: boolean }): void
  postMessage(message: unknown, targetOrigin: string, transfer: readonly Port[]): void
}

// The context bridge copies values and cannot carry a port; a posted message can transfer one into the page's world.
function hand(kind: 'ports' | 'engine-port', ports: readonly Port[]): void {
  window.postMessage({ niti: kind }, window.location.origin, [...ports])
}

// Module scripts have run once the document has loaded: only then somebody listens.
const listening = new Promise<void>((resolve) => {
  if (document.readyState === 'complete') resolve()
  else window.addEventListener('DOMContentLoaded', () => resolve(), { once: true })
})

ipcRenderer.on('niti:ports', (event) => void listening.then(() => hand('ports', event.ports)))
ipcRenderer.on('niti:engine-port', (event) => void listening.then(() => hand('engine-port', event.ports)))
ipcRenderer.send('niti:hello')
