import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { compileFunction } from 'node:vm'
import type { MessagePort } from 'node:worker_threads'
import { strict } from './strict.ts'

export type PageMessage = { data: unknown; origin: string; source: unknown; ports: MessagePort[] }

/** What the test runs in place of the page's scripts, at the time they would run. */
export type PageScript = (page: Page) => void

/**
 * One loaded document: its window (as much of one as a preload sees), the preload run against it with a `require` that
 * knows nothing but `electron`, and `DOMContentLoaded` after the scripts.
 */
export class Page {
  readonly url: string
  readonly window: EventTarget & { location: { origin: string; href: string } }
  private readonly fromMain = new EventEmitter()
  private readonly document = { readyState: 'loading' }
  private isGone = false

  constructor(url: string) {
    this.url = url
    const { host, protocol } = new URL(url)
    const origin = `${protocol}//${host}`
    const postMessage = (data: unknown, targetOrigin: string, ports: MessagePort[] = []) => {
      if (targetOrigin !== origin) return
      const event = Object.assign(new Event('message'), { data, origin, source: this.window, ports })
      setTimeout(() => !this.isGone && this.window.dispatchEvent(event))
    }
    this.window = Object.assign(new EventTarget(), { location: { origin, href: url }, postMessage })
  }

  /** Runs the preload, then the scripts, then tells that the document is there. */
  load(preload: string, script: PageScript, sendToMain: (channel: string, args: unknown[]) => void): void {
    const ipcRenderer = strict('ipcRenderer', {
      on: (channel: string, listener: (event: unknown, ...args: unknown[]) => void) =>
        this.fromMain.on(channel, listener),
      send: (channel: string, ...args: unknown[]) => sendToMain(channel, args),
    })
    const require = (name: string) => {
      if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}`)
      return strict('electron in a preload', { ipcRenderer })
    }
    const names = ['require', 'window', 'document', 'exports', 'module', 'process', 'globalThis', 'self']
    const run = compileFunction(readFileSync(preload, 'utf8'), names, { filename: preload })
    run(require, strict('window', this.window), strict('document', this.document), {}, { exports: {} })
    script(this)
    setTimeout(() => {
      this.document.readyState = 'interactive'
      this.window.dispatchEvent(new Event('DOMContentLoaded'))
      this.document.readyState = 'complete'
    })
  }

  /** What `webContents.postMessage` delivers to the preload. */
  deliver(channel: string, message: unknown, ports: MessagePort[]): void {
    setTimeout(() => !this.isGone && this.fromMain.emit(channel, { ports }, message))
  }

  unload(): void {
    this.isGone = true
  }
}
