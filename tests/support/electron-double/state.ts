import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { BrowserWindow, type Surroundings } from './browser-window.ts'
import { closeAllPorts } from './message-port.ts'
import { Session } from './session.ts'
import { UtilityProcess } from './utility-process.ts'

type MenuItem = { label?: string; role?: string; accelerator?: string; click?: () => void; submenu?: MenuItem[] }

/** Electron's main-process state, and all a test may look at or turn. */
export function createState() {
  const app = new EventEmitter()
  const session = new Session()
  const around: Surroundings = { app, ipcMain: new EventEmitter(), session, windows: [], pageScript: () => {} }
  const paths = new Map<string, string>([['documents', '/nowhere/Documents']])
  const key = randomBytes(32)
  const state = {
    ...around,
    around,
    paths,
    isReady: false,
    isFirstInstance: true,
    isSandboxed: false,
    isPackaged: false,
    hasKeychain: true,
    exitCode: null as number | null,
    privileged: [] as { scheme: string; privileges: Record<string, boolean> }[],
    processes: [] as UtilityProcess[],
    menu: [] as MenuItem[],
    opened: [] as string[],
    notified: [] as { title: string; body: string; actions?: { type: 'button'; text: string }[] }[],
    /** The same, for a test to press: `emit('click')`. */
    notifications: [] as EventEmitter[],
    errors: [] as string[],
    theme: { themeSource: 'system', shouldUseDarkColors: false },

    /** The chance every main script has before it: everything in its first turn. */
    becomeReady() {
      if (state.isReady) return
      state.isReady = true
      app.emit('ready')
    },
    requireNotReady(what: string) {
      if (state.isReady) throw new Error(`${what} must be called before the app is ready`)
    },
    requireReady(what: string) {
      if (!state.isReady) throw new Error(`${what} can only be used after the app is ready`)
    },
    setPath(name: string, path: string) {
      if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`)
      paths.set(name, path)
    },
    fork(entry: string, args: string[] = [], options: Record<string, unknown> = {}) {
      state.requireReady('utilityProcess.fork')
      const started = new UtilityProcess(entry, args, options)
      state.processes.push(started)
      started.once('exit', () => state.processes.splice(state.processes.indexOf(started), 1))
      return started
    },
    openWindow(options: BrowserWindow['options']) {
      state.requireReady('BrowserWindow')
      return new BrowserWindow(around, options)
    },
    quit() {
      let isStopped = false
      const event = {
        preventDefault() {
          isStopped = true
        },
      }
      app.emit('before-quit', event)
      if (isStopped) return
      for (const window of [...around.windows]) window.close()
      app.emit('will-quit', event)
      if (!isStopped) state.exit(0)
    },
    exit(code: number) {
      if (state.exitCode !== null) return
      state.exitCode = code
      for (const process of [...state.processes]) process.kill()
      closeAllPorts()
      app.emit('quit', {}, code)
    },
    /** `v11` with a keychain; `v10`, the password everybody knows, without one, as Chromium on Linux marks them. */
    encrypt(text: string): Buffer {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from(state.hasKeychain ? 'v11' : 'v10'), iv, cipher.getAuthTag(), body])
    },
    decrypt(bytes: Buffer): string {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(3, 15)).setAuthTag(bytes.subarray(15, 31))
      return Buffer.concat([decipher.update(bytes.subarray(31)), decipher.final()]).toString('utf8')
    },
  }
  return state
}

export type ElectronState = ReturnType<typeof createState>

declare global {
  var nitiElectronDouble: ElectronState | undefined
}

/** One per process, whichever way this file was loaded: by the test runner or by Node itself. */
export function electronState(): ElectronState {
  globalThis.nitiElectronDouble ??= createState()
  return globalThis.nitiElectronDouble
}
