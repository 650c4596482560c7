import type { Clock } from '../../../shared/clock.ts'
import type { McpServer, McpTool, McpTransport } from '../../../shared/contract/mcp.ts'
import { externalError, NitiError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import type { SafeLog } from '../safe-log.ts'
import { createCallPlaces } from './call-places.ts'
import { connectServer, type Session } from './connect-server.ts'
import { readTools } from './read-tools.ts'
import { createServerLog } from './server-log.ts'
import { tellingSecrets } from './telling-secrets.ts'

/** Milliseconds, but for `mostFailures`. */
export type McpTimings = {
  startTimeoutMs: number
  /** A server that runs by itself and says nothing is asked so often whether it is still there. */
  pingEveryMs: number
  pingTimeoutMs: number
  /** Before it is started again for the first time; each further pause is twice as long. */
  firstPauseMs: number
  /** Failures in a row after which nobody tries any more. */
  mostFailures: number
  /** One that stayed up so long and then ended counts as having worked. */
  steadyMs: number
  /** How long it may take to end by itself. */
  patienceMs: number
}

export const usualTimings: McpTimings = {
  // The first start may download the program.
  startTimeoutMs: 60_000,
  ...{ pingEveryMs: 30_000, pingTimeoutMs: 10_000 },
  ...{ firstPauseMs: 1_000, mostFailures: 5, steadyMs: 60_000, patienceMs: 2_000 },
}

type Options = {
  server: { serverId: string; title: string; transport: McpTransport }
  secrets(): Promise<Record<string, string>>
  http: Http
  clock: Clock
  log: SafeLog
  /** Whether it is started again when it ends; otherwise the next call does that. */
  stays: boolean
  timings: McpTimings
  onChanged(): void
  /** What it says of itself, when it is there and when that changes. */
  onSaid(said: { serverName: string; serverVersion: string; tools: McpTool[] }): void
}

type Shown = Pick<McpServer, 'state' | 'error' | 'nextTryAt'>

/** Calls at once; more wait. */
const mostCalls = 4

/**
 * One server: started when somebody needs it, watched, started again with growing pauses when it ends or hangs, given up
 * after some, and ended for good with `close`.
 */
export function keepServer(options: Options) {
  const { server, secrets, http, clock, stays, timings, onChanged, onSaid } = options
  const closing = new AbortController()
  const log = createServerLog(onChanged)
  const places = createCallPlaces(mostCalls)
  let shown: Shown = { state: 'stopped', error: null, nextTryAt: null }
  let session: Session | null = null
  let opening: Promise<Session> | null = null
  let failures = 0
  let hidden: string[] = []
  let tools: McpTool[] = []
  let pause = new AbortController()
  let attempt = new AbortController()
  /** What goes on by itself: it is over before `close` is. */
  const watching = new Set<Promise<void>>()

  function become(next: Partial<Shown>): void {
    shown = { ...shown, nextTryAt: null, ...next }
    onChanged()
  }

  async function start(): Promise<Session> {
    pause.abort()
    if (shown.state === 'failing' && failures >= timings.mostFailures) throw givenUp(shown.error)
    become({ state: 'starting', error: null })
    attempt = new AbortController()
    const signal = AbortSignal.any([closing.signal, attempt.signal])
    let fresh: Session | null = null
    try {
      const values = await secrets()
      hidden = tellingSecrets(values)
      log.hide(hidden)
      options.log.hide(`mcp:${server.serverId}`, hidden)
      fresh = await connectServer({
        ...{ transport: server.transport, secrets: values, http, signal },
        ...{ startTimeoutMs: timings.startTimeoutMs, patienceMs: timings.patienceMs },
        onLine: log.add,
        onToolsChanged: () => void refresh().catch(noteFailure),
      })
      session = fresh
      await refresh()
      become({ state: 'running' })
      watch(follow(fresh))
      return fresh
    } catch (thrown) {
      session = null
      await fresh?.close()
      signal.throwIfAborted()
      failures += 1
      failed(thrown)
      throw thrown
    }
  }

  function open(): Promise<Session> {
    closing.signal.throwIfAborted()
    if (session && !opening) return Promise.resolve(session)
    opening ??= start().finally(() => {
      opening = null
    })
    return opening
  }

  function failed(thrown: unknown): void {
    const error =
      thrown instanceof NitiError
        ? thrown.info
        : externalError('mcp.failed', `“${server.title}” failed: ${String(thrown).slice(0, 300)}`).info
    log.add(`Niti: ${error.message}`)
    options.log.warn('an MCP server failed', { serverId: server.serverId, reason: error.message })
    const isGivenUp = failures >= timings.mostFailures
    if (isGivenUp || !stays) {
      become({ state: 'failing', error: isGivenUp ? givenUp(error).info : error })
      return
    }
    const waitMs = timings.firstPauseMs * 2 ** (failures - 1)
    become({ state: 'failing', error, nextTryAt: clock.now() + waitMs })
    pause = new AbortController()
    watch(tryAgain(waitMs, pause.signal))
  }

  async function tryAgain(waitMs: number, signal: AbortSignal): Promise<void> {
    await clock.sleep(waitMs, AbortSignal.any([closing.signal, signal]))
    // How it fails is shown where it is listed.
    await open()
  }

  /** Until it ends. */
  async function follow(current: Session): Promise<void> {
    const over = new AbortController()
    const startedAt = clock.now()
    if (stays && server.transport.kind === 'stdio') watch(ping(current, over.signal))
    const how = await current.ended
    over.abort()
    if (session !== current || closing.signal.aborted) return
    session = null
    failures = clock.now() - startedAt >= timings.steadyMs ? 1 : failures + 1
    failed(
      externalError('mcp.ended', `“${server.title}” ended ${how}.`, {
        hint: 'Look at its log: there it says why.',
        retryable: true,
      }),
    )
  }

  /** One that works on a call may be too busy to answer. */
  async function ping(current: Session, over: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(timings.pingEveryMs, AbortSignal.any([closing.signal, over]))
      if (places.inUse() === 0) await check(current)
    }
  }

  /** Ends one that does not answer; that it ended is seen where it is followed. */
  async function check(current: Session): Promise<void> {
    try {
      await current.client.ping({ timeout: timings.pingTimeoutMs })
    } catch {
      if (session !== current || places.inUse() > 0) return
      log.add('Niti: it does not answer any more and is started again.')
      await current.close()
    }
  }

  async function refresh(): Promise<void> {
    const current = session
    if (!current) return
    const { ListToolsResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
    const hasTools = current.client.getServerCapabilities()?.tools !== undefined
    const ask = (cursor: string | undefined) =>
      current.client.request({ method: 'tools/list', params: { cursor } }, ListToolsResultSchema, {
        timeout: timings.startTimeoutMs,
        signal: closing.signal,
      })
    const read = hasTools ? await readTools(ask) : { tools: [], notes: ['It has no tools.'] }
    if (session !== current) return
    tools = read.tools
    for (const note of read.notes) log.add(`Niti: ${note}`)
    onSaid({ serverName: current.name, serverVersion: current.version, tools })
    onChanged()
  }

  function watch(work: Promise<void>): void {
    const noted = work.catch(() => {}).finally(() => watching.delete(noted))
    watching.add(noted)
  }

  function noteFailure(thrown: unknown): void {
    log.add(`Niti: its tools could not be read: ${String(thrown).slice(0, 200)}`)
  }

  async function end(): Promise<void> {
    pause.abort()
    attempt.abort(externalError('mcp.closed', `“${server.title}” was stopped.`))
    await opening?.catch(() => {})
    const last = session
    session = null
    await last?.close()
  }

  return {
    state: () => ({ ...shown, logs: log.lines() }),
    secrets: () => hidden,
    open,
    /** Starts it without anybody waiting. */
    wake: (): void => watch(open().then(() => {})),
    async tools(): Promise<McpTool[]> {
      await open()
      return tools
    },
    /** Work with it while it is there, at most so many at once. */
    async use<T>(signal: AbortSignal, work: (current: Session) => Promise<T>): Promise<T> {
      return places.within(signal, async () => work(await untilAborted(open(), signal)))
    },
    /** To be told of a call that got no answer: perhaps it hangs. */
    doubt(current: Session): void {
      if (session === current) watch(check(current))
    },
    /** Lets go of a connection that the server does not know any more; the next call makes another. */
    async drop(current: Session): Promise<void> {
      if (session !== current) return
      session = null
      become({ state: 'stopped' })
      await current.close()
    },
    /** Also one that was given up. */
    async restart(): Promise<void> {
      await end()
      failures = 0
      become({ state: 'stopped', error: null })
      await open()
    },
    async close(): Promise<void> {
      closing.abort(externalError('mcp.closed', `“${server.title}” was stopped.`))
      await end()
      await Promise.all(watching)
      shown = { state: 'stopped', error: null, nextTryAt: null }
    },
  }

  function givenUp(last: Shown['error']) {
    if (last?.code === 'mcp.given-up') return new NitiError(last)
    const why = last === null ? '' : ` The last time: ${last.message}`
    return externalError('mcp.given-up', `“${server.title}” failed ${failures} times and was given up.${why}`, {
      hint: 'Look at its log, put right what is wrong, and restart it.',
    })
  }
}

export type KeptServer = ReturnType<typeof keepServer>

/** The work goes on for whoever else waits for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
