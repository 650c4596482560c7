import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { MessagePortMain } from './message-port.ts'
import { Page, type PageScript } from './page.ts'
import type { Session } from './session.ts'
import { strict } from './strict.ts'

type Bounds = { x: number; y: number; width: number; height: number }
type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' }
/** What the double's parts share: the app's events, the one session, what the test runs as the page's script. */
export type Surroundings = {
  app: EventEmitter
  ipcMain: EventEmitter
  session: Session
  windows: BrowserWindow[]
  pageScript: PageScript
}

/** Web contents that load through the session's own protocol handler and keep what they were told. */
export class WebContents extends EventEmitter {
  page: Page | null = null
  openHandler: OpenHandler | null = null
  readonly mainFrame = { url: '', parent: null }
  readonly around: Surroundings
  private readonly preload: string
  private readonly ports: MessagePort[] = []

  constructor(around: Surroundings, preload: string) {
    super()
    this.around = around
    this.preload = preload
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => port.detach())
    this.ports.push(...ports)
    this.page?.deliver(channel, message, ports)
  }

  reload(): void {
    const url = this.mainFrame.url
    this.unload()
    void this.load(url)
  }

  async load(url: string): Promise<void> {
    const response = await this.around.session.request(url)
    if (!response.ok) throw new Error(`ERR_FAILED (${response.status}) loading '${url}'`)
    this.mainFrame.url = url
    const page = new Page(url)
    this.page = page
    page.load(this.preload, this.around.pageScript, (channel, args) => {
      const event = { sender: this, senderFrame: this.mainFrame }
      setTimeout(() => this.around.ipcMain.emit(channel, event, ...args))
    })
    setTimeout(() => this.emit('did-finish-load'))
  }

  /** A document that goes takes its ports with it. */
  unload(): void {
    this.page?.unload()
    this.page = null
    for (const port of this.ports.splice(0)) port.close()
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> & { preload: string } }
  readonly webContents: WebContents
  title = ''
  isShown = false
  private maximized = false
  private minimized = false
  private closed = false
  private readonly around: Surroundings

  constructor(around: Surroundings, options: BrowserWindow['options']) {
    super()
    this.around = around
    this.options = options
    this.webContents = strict('webContents', new WebContents(around, options.webPreferences.preload))
    around.windows.push(this)
    around.app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url)
    setTimeout(() => this.emit('ready-to-show'))
  }

  show(): void {
    this.isShown = true
  }
  focus(): void {}
  maximize(): void {
    this.maximized = true
  }
  minimize(): void {
    this.minimized = true
  }
  restore(): void {
    this.minimized = false
  }
  isMaximized(): boolean {
    return this.maximized
  }
  isMinimized(): boolean {
    return this.minimized
  }
  setTitle(title: string): void {
    this.title = title
  }
  getNormalBounds(): Bounds {
    const { x = 0, y = 0, width = 800, height = 600 } = this.options as Partial<Bounds> // Recorded as given.
    return { x, y, width, height }
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.emit('close', { preventDefault() {} })
    this.webContents.unload()
    this.around.windows.splice(this.around.windows.indexOf(this), 1)
    this.emit('closed')
    if (this.around.windows.length === 0) this.around.app.emit('window-all-closed')
  }
}
