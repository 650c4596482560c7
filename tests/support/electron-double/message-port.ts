import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** MessagePortMain over Node's MessagePort: silent until `start`, events as `{ data, ports }`, gone once transferred. */
export class MessagePortMain extends EventEmitter {
  private port: MessagePort | null
  private isStarted = false

  constructor(port: MessagePort) {
    super()
    this.port = port
    port.on('close', () => {
      openPorts.delete(port)
      this.emit('close')
    })
    openPorts.add(port)
    port.unref()
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The Electron double transfers no ports over ports')
    this.held().postMessage(message)
  }

  start(): void {
    if (this.isStarted) return
    this.isStarted = true
    this.held().on('message', (data) => this.emit('message', { data, ports: [] }))
    this.held().unref()
  }

  close(): void {
    this.held().close()
  }

  /** Takes the port out to send it elsewhere; this end is worthless afterwards, as in Electron. */
  detach(): MessagePort {
    const port = this.held()
    if (this.isStarted) throw new Error('A port that was started cannot be transferred')
    openPorts.delete(port)
    port.removeAllListeners('close')
    this.port = null
    return port
  }

  private held(): MessagePort {
    if (!this.port) throw new Error('Port is already neutered')
    return this.port
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MessagePortMain(port1)
    this.port2 = new MessagePortMain(port2)
  }
}

const openPorts = new Set<MessagePort>()

/** What the end of the main process does to its ports. */
export function closeAllPorts(): void {
  for (const port of openPorts) port.close()
  openPorts.clear()
}
