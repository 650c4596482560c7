import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { Log } from '../../../shared/log.ts'
import { createEngine } from '../../engine/engine.ts'
import { createCliLog } from '../cli-log.ts'
import { exitCode } from '../exit-code.ts'
import { createHeadlessHost } from '../headless-host.ts'
import { listenForInterrupts } from '../interrupts.ts'
import { programResourcesDir } from '../place.ts'
import { openAppWindow, openInBrowser } from './open-browser.ts'
import { startWebHost, type WebHost } from './web-host.ts'

export type ServeOptions = {
  /** 0 takes a free port. */
  port: number
  /** Print one JSON object `{ url, port, pid, dataDir, webhooks? }` instead of a sentence. */
  json: boolean
  /** Open an app window, or the default browser, where there is a display. */
  open: boolean
  dataDir: string
  /** The folder relative paths in nodes start from; the current one by default. */
  filesDir?: string
  /** The built page; found by itself without it. */
  rendererDir?: string
  env?: Record<string, string | undefined>
  log?: Log
}

export type Served = {
  url: string
  port: number
  newUrl(): string
  /** Where webhooks arrive; null where nothing expects a call. */
  callsAt(): string | null
  /** Rejects where the engine was closed to be opened again, and could not be. */
  failed: Promise<never>
  close(): Promise<void>
}

/**
 * Opens the data folder with an engine and serves the app on 127.0.0.1. Throws a `NitiError` if the page is not built,
 * the port is taken or the engine cannot start; nothing stays open then.
 */
export async function startServing(options: Omit<ServeOptions, 'json' | 'open'>): Promise<Served> {
  const { dataDir, filesDir, port, env = process.env } = options
  const log = options.log ?? createCliLog(env, (line) => process.stderr.write(line))
  const rendererDir = options.rendererDir ?? findRendererDir()
  const openUrl = (url: string) => openInBrowser(url, { platform: process.platform, env })
  const host = createHeadlessHost({ kind: 'web', dataDir, env, openUrl, log })
  const failed = Promise.withResolvers<never>()
  // Whoever waits for it hears of it; nobody has to.
  failed.promise.catch(() => {})
  const open = () =>
    createEngine({
      ...{ dataDir, filesDir, resourcesDir: programResourcesDir(), host, env, log },
      restart: () => void reopen().catch(failed.reject),
    })
  let engine = await open()
  let working: Promise<void> = Promise.resolve()
  let isClosed = false

  /** Another engine on the same folder and the same port: pages find it by themselves. */
  function reopen(): Promise<void> {
    working = working.then(async () => {
      if (isClosed) return
      web.disconnect()
      await engine.close()
      engine = await open()
      web.serve(engine.router)
    })
    return working
  }

  let web: WebHost
  try {
    web = await startWebHost({ router: engine.router, rendererDir, port })
  } catch (error) {
    await engine.close()
    throw error
  }
  return {
    url: web.newUrl(),
    port: web.port,
    newUrl: web.newUrl,
    callsAt: () => engine.listensAt(),
    failed: failed.promise,
    async close() {
      isClosed = true
      await web.close()
      await working.catch(() => {})
      await engine.close()
    },
  }
}

/**
 * `niti serve`: prints where the app is, and stays until it is interrupted, which closes the engine in order; a second time
 * ends it at once. Answers the exit code: 0 after that, 2 with a line on stderr when it could not start.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const interrupted = Promise.withResolvers<void>()
  const stopListening = listenForInterrupts({
    onFirst: () => interrupted.resolve(),
    onSecond: () => process.exit(exitCode.cancelled),
  })
  try {
    const served = await startServing(options)
    announce(served, served.url, options)
    const stopAsking = options.json ? () => {} : offerNewAddress(served, options)
    if (options.open) await open(served, options)
    try {
      await Promise.race([interrupted.promise, served.failed])
    } finally {
      stopAsking()
      await served.close()
    }
    return exitCode.succeeded
  } catch (error) {
    if (!(error instanceof NitiError)) throw error
    const { message, hint } = error.info
    process.stderr.write(`niti serve: ${message}${hint ? ` ${hint}` : ''}\n`)
    return exitCode.badInput
  } finally {
    stopListening()
  }
}

async function open(served: Served, { json, env = process.env }: ServeOptions): Promise<void> {
  const isOpen = await openAppWindow(served.url, { platform: process.platform, env })
  if (!isOpen && !json) process.stdout.write('No browser could be opened here: open the address yourself.\n')
}

function announce(served: Served, url: string, { json, dataDir }: ServeOptions): void {
  const callsAt = served.callsAt()
  const calls = callsAt ? `\nWebhooks arrive at ${callsAt}` : ''
  const line = json
    ? JSON.stringify({ url, port: served.port, pid: process.pid, dataDir, ...(callsAt && { webhooks: callsAt }) })
    : `Niti is at ${url}${calls}`
  process.stdout.write(`${line}\n`)
}

/** An address works once; in a terminal, Enter gives another without a restart. */
function offerNewAddress(served: Served, options: ServeOptions): () => void {
  if (!process.stdin.isTTY) return () => {}
  process.stdout.write('It works once. Press Enter for a new address, Ctrl+C to stop.\n')
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => announce(served, served.newUrl(), options))
  return () => lines.close()
}

/** The built page: beside the built program, or in `out` when run from the sources. */
function findRendererDir(): string {
  const places = [join(import.meta.dirname, '../renderer'), join(import.meta.dirname, '../../../out/renderer')]
  const found = places.find((place) => existsSync(join(place, 'index.html')))
  if (found) return found
  throw userError('serve.page-not-built', 'The page is not built.', { hint: 'Run `npm run build` first.' })
}
