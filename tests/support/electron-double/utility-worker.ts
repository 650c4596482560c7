/** The inside of the double's utility process: gives the real entry its `process.parentPort`, then loads it. */
import { EventEmitter } from 'node:events'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { MessagePortMain } from './message-port.ts'

const port = parentPort
if (!port) throw new Error('This runs in a worker')

class ParentPort extends EventEmitter {
  override on(event: string, listener: (...values: unknown[]) => void): this {
    super.on(event, listener)
    // Messages wait until somebody listens, as in Electron.
    if (event === 'message' && this.listenerCount('message') === 1) {
      port?.on('message', ({ message, ports }: { message: unknown; ports: MessagePort[] }) => {
        this.emit('message', { data: message, ports: ports.map((raw) => new MessagePortMain(raw)) })
      })
    }
    return this
  }

  postMessage(message: unknown): void {
    port?.postMessage(message)
  }
}

Object.assign(process, { parentPort: new ParentPort() })
await import(workerData.entry)
