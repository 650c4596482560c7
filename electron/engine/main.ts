import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { type EngineReport, engineOrder } from '../../shared/contract/engine-process.ts'
import type { Host, hostContract } from '../../shared/contract/host.ts'
import { errorInfo, NitiError, toErrorInfo } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import type { Log } from '../../shared/log.ts'
import { createEngine, type Engine } from './engine.ts'

/**
 * The engine in a process of its own. It knows nothing of who started it but the port it was given to it: the shell
 * says `start` with a port to the host, then `page` with a port for each window, and at the end `stop`.
 */

/** A message port as it arrives here; Node's own types do not know the ones a utility process is given. */
type Port = {
  on(event: string, listener: (event?: { data: unknown }) => void): void
  postMessage(data: unknown): void
  start(): void
}
type ParentPort = {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void
  postMessage(message: EngineReport): void
}

/** The host on the other end of a port, as the plain functions the engine expects. */
function callHost(port: Port): Host {
  const client: ContractRouterClient<typeof hostContract> = createORPCClient(new RPCLink({ port }))
  port.start()
  const asOurs = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call
    } catch (thrown) {
      const told = thrown instanceof ORPCError && thrown.code === 'NITI' ? errorInfo.safeParse(thrown.data) : null
      throw told?.success ? new NitiError(told.data, { cause: thrown }) : thrown
    }
  }
  return {
    describe: () => asOurs(client.describe()),
    seal: (input) => asOurs(client.seal(input)),
    unseal: (input) => asOurs(client.unseal(input)),
    openExternal: (input) => asOurs(client.openExternal(input)),
    notify: (input) => asOurs(client.notify(input)),
  }
}

/** One JSON line per note; the shell shows this process's stderr with its own. */
function createLog(): Log {
  const write =
    (level: string) =>
    (message: string, data: Record<string, unknown> = {}) => {
      process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...data })}\n`)
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** Serves an engine to whoever the parent introduces. Windows that come before the engine is ready wait in their ports. */
function serveParent(parent: ParentPort): void {
  const log = createLog()
  let starting: Promise<Engine> | null = null

  async function start(order: { dataDir: string; filesDir?: string }, hostPort: Port): Promise<void> {
    try {
      starting = createEngine({
        ...order,
        host: callHost(hostPort),
        env: process.env,
        log,
        restart: () => void restart(),
      })
      await starting
      parent.postMessage({ niti: 'ready' })
    } catch (error) {
      const bugId = newId('bug', Date.now())
      if (!(error instanceof NitiError))
        process.stderr.write(`${bugId} ${error instanceof Error ? error.stack : error}\n`)
      parent.postMessage({ niti: 'failed', error: toErrorInfo(error, bugId) })
    }
  }

  async function connect(port: Port): Promise<void> {
    const engine = await starting
    if (!engine) return
    new RPCHandler(engine.router).upgrade(port)
    port.start()
  }

  /** In a process of its own, so that nothing of what was open before is left. */
  async function restart(): Promise<void> {
    const engine = await starting?.catch(() => null)
    await engine?.close()
    parent.postMessage({ niti: 'restart' })
  }

  async function stop(): Promise<void> {
    const engine = await starting?.catch(() => null)
    await engine?.close()
    process.exit(0)
  }

  parent.on('message', ({ data, ports }) => {
    const order = engineOrder.parse(data)
    const [port] = ports
    if (order.niti === 'stop') void stop()
    else if (port && order.niti === 'start') void start(order, port)
    else if (port && order.niti === 'page') connect(port).catch(() => {})
  })
}

// Electron puts the port there in a utility process, and only there.
const { parentPort } = process as unknown as { parentPort?: ParentPort }
if (!parentPort) throw new Error('The engine process must be started by the desktop shell.')
serveParent(parentPort)
