import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { engineContract } from '../../shared/contract/engine.ts'
import type { shellContract } from '../../shared/contract/shell.ts'
import { markLost, markOpen } from './link-store.ts'
import { takePorts } from './ports.ts'
import { keepSocket } from './socket.ts'
import { createSwitchedLink } from './switched-link.ts'

export type EngineClient = ContractRouterClient<typeof engineContract>
export type ShellClient = ContractRouterClient<typeof shellContract>

/** How long a call waits for an engine that is starting or coming back. */
const patienceMs = 12_000

const engine = createSwitchedLink({ patienceMs, connect })
const shellLink = createSwitchedLink({ patienceMs, connect: () => {} })

/** The engine, wherever it runs. Errors come back as thrown values that `errorOf` reads. */
export const client: EngineClient = createORPCClient(engine.link)

/** Whether the desktop shell holds this page; in a browser it is the local web host. */
export const isDesktop = typeof navigator !== 'undefined' && / Electron\//.test(navigator.userAgent)

/** The desktop shell around the page, or null in a browser. */
export const shell: ShellClient | null = isDesktop ? createORPCClient(shellLink.link) : null

// The preload may hand over the ports before the first call is made, so the page listens from the start.
if (isDesktop) {
  takePorts(window, {
    onEngine(link) {
      engine.put(link)
      markOpen()
    },
    onEngineLost() {
      engine.drop()
      markLost()
    },
    onShell: (link) => shellLink.put(link),
  })
}

function connect(): void {
  if (isDesktop) return
  const url = new URL('/rpc', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  keepSocket(url.href, {
    onOpen(link) {
      engine.put(link)
      markOpen()
    },
    onLost() {
      engine.drop()
      markLost()
    },
  })
}
