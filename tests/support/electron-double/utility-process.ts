import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { MessagePortMain } from './message-port.ts'

const knownOptions = ['env', 'execArgv', 'cwd', 'stdio', 'serviceName']

/** A utility process as a worker thread: own heap and event loop, no shared objects, dies alone. */
export class UtilityProcess extends EventEmitter {
  private worker: Worker | null
  readonly entry: string
  readonly options: Record<string, unknown>

  constructor(entry: string, args: string[], options: Record<string, unknown>) {
    super()
    for (const name of Object.keys(options)) {
      if (!knownOptions.includes(name)) throw new Error(`The Electron double knows no fork option ${name}`)
    }
    this.entry = entry
    this.options = options
    const worker = new Worker(new URL('./utility-worker.ts', import.meta.url), {
      argv: args,
      execArgv: [],
      env: (options.env as NodeJS.ProcessEnv | undefined) ?? process.env, // `env` is what fork was given.
      workerData: { entry: pathToFileURL(entry).href },
    })
    this.worker = worker
    worker.on('online', () => this.emit('spawn'))
    worker.on('message', (message) => this.emit('message', message))
    worker.on('error', (error) =>
      process.stderr.write(`utility process: ${error instanceof Error ? error.stack : error}\n`),
    )
    worker.on('exit', (code) => {
      this.worker = null
      this.emit('exit', code)
    })
  }

  get pid(): number | undefined {
    return this.worker?.threadId
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => port.detach())
    this.worker?.postMessage({ message, ports }, ports)
  }

  kill(): boolean {
    if (!this.worker) return false
    void this.worker.terminate()
    return true
  }
}
