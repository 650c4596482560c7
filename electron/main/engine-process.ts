import { RPCHandler } from '@orpc/server/message-port'
import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import { type EngineOrder, engineReport } from '../../shared/contract/engine-process.ts'
import type { Host } from '../../shared/contract/host.ts'
import type { EngineState } from '../../shared/contract/shell.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { routeHost } from './host.ts'

/** Waits before the first, second, ... start after a crash; after the last one it stays down until asked. */
const restartDelaysMs = [200, 1000, 3000, 10_000, 30_000]
/** Having run this long, a crash counts as the first again. */
const steadyMs = 60_000
/** The engine writes everything down as it goes; one that has not ended by then is ended. */
const stopMs = 8000

type Options = {
  /** The built engine's entry, started by file name: this process never loads the engine. */
  entry: string
  dataDir: string
  filesDir?: string
  host: Host
  log: Log
  onState(state: EngineState): void
  /** A process was started anew and takes ports from here on: the ones handed out before are closed. */
  onRestart(): void
  restartDelaysMs?: readonly number[]
}

export type EngineProcess = {
  readonly state: EngineState
  start(): void
  /** A port into the engine, for one window. Calls wait in it until the engine is ready; it closes when the engine dies. */
  connect(): MessagePortMain
  /** Lets the engine close its files, then ends it. Resolves when it is gone. */
  stop(): Promise<void>
}

/** Keeps one engine running in a process of its own, and introduces windows to it. */
export function createEngineProcess(options: Options): EngineProcess {
  const delays = options.restartDelaysMs ?? restartDelaysMs
  const hostHandler = new RPCHandler(routeHost(options.host))
  let state: EngineState = { state: 'starting', restarts: 0 }
  let child: UtilityProcess | null = null
  let crashes = 0
  let restarts = 0
  let timer: NodeJS.Timeout | undefined
  let wasStarted = false
  let isStopping = false

  function change(next: EngineState): void {
    state = next
    options.onState(next)
  }

  function start(): void {
    clearTimeout(timer)
    if (child || isStopping) return
    change({ state: 'starting', restarts })
    const started = utilityProcess.fork(options.entry, [], { serviceName: 'Niti engine', stdio: 'inherit' })
    child = started
    let startedMs = 0
    let failure: ErrorInfo | null = null
    let isRestarting = false
    started.on('message', (message: unknown) => {
      const report = engineReport.safeParse(message)
      if (!report.success) return options.log.warn('The engine sent something unknown.', {})
      if (report.data.niti === 'failed') {
        failure = report.data.error
        started.kill()
      } else if (report.data.niti === 'restart') {
        // Ended from here, so that this word is not lost in its end.
        isRestarting = true
        started.kill()
      } else {
        startedMs = Date.now()
        change({ state: 'running', restarts })
      }
    })
    started.on('exit', (code) => {
      child = null
      if (isStopping) return
      if (isRestarting) return start()
      if (failure) return change({ state: 'failed', restarts, error: failure })
      if (startedMs > 0 && Date.now() - startedMs > steadyMs) crashes = 0
      recover(code)
    })
    const { port1, port2 } = new MessageChannelMain()
    hostHandler.upgrade(port1)
    port1.start()
    order(started, { niti: 'start', dataDir: options.dataDir, filesDir: options.filesDir }, [port2])
    if (wasStarted) options.onRestart()
    wasStarted = true
  }

  function recover(code: number): void {
    const delayMs = delays[crashes]
    crashes++
    restarts++
    options.log.error('The engine ended unexpectedly.', { code, crashes, delayMs })
    if (delayMs === undefined) change({ state: 'failed', restarts, error: givenUp(code) })
    else {
      change({ state: 'starting', restarts })
      timer = setTimeout(start, delayMs)
    }
  }

  return {
    get state() {
      return state
    },
    start() {
      crashes = 0
      start()
    },
    connect() {
      const { port1, port2 } = new MessageChannelMain()
      // Without an engine the port is closed at once; the window gets another when one runs.
      if (child) order(child, { niti: 'page' }, [port1])
      else port1.close()
      return port2
    },
    async stop() {
      isStopping = true
      clearTimeout(timer)
      const running = child
      if (!running) return
      const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      const deadline = setTimeout(() => running.kill(), stopMs)
      order(running, { niti: 'stop' }, [])
      await gone
      clearTimeout(deadline)
    },
  }
}

function order(child: UtilityProcess, message: EngineOrder, ports: MessagePortMain[]): void {
  child.postMessage(message, ports)
}

function givenUp(code: number): ErrorInfo {
  return {
    kind: 'bug',
    code: 'engine.crashed',
    message: `The engine stopped several times in a row (exit code ${code}).`,
    hint: 'Your workflows and runs are kept. Start it again; if that does not help, restart Niti.',
  }
}
