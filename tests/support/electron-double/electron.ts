/**
 * Stands in for `electron` in the main process: the few parts the shell uses, over real threads, ports and requests.
 * What is not here throws, at the import or at the first touch.
 */
import { EventEmitter, once } from 'node:events'
import { BrowserWindow as WindowDouble } from './browser-window.ts'
import { MessageChannelMain } from './message-port.ts'
import { electronState } from './state.ts'
import { strict } from './strict.ts'

const state = electronState()

export const app = strict(
  'app',
  // With descriptors, as `isPackaged` is asked anew each time.
  addMembers(state.app, {
    isReady: () => state.isReady,
    async whenReady() {
      if (!state.isReady) await once(state.app, 'ready')
    },
    get isPackaged() {
      return state.isPackaged
    },
    getVersion: () => '0.0.0-double',
    setName() {},
    setAppUserModelId() {},
    setAsDefaultProtocolClient: () => true,
    getPath(name: string) {
      const path = state.paths.get(name)
      if (!path) throw new Error(`Failed to get '${name}' path`)
      return path
    },
    setPath: state.setPath,
    requestSingleInstanceLock: () => state.isFirstInstance,
    enableSandbox() {
      state.requireNotReady('app.enableSandbox')
      state.isSandboxed = true
    },
    quit: state.quit,
    exit: state.exit,
  }),
)

function addMembers<T extends object, M extends object>(target: T, members: M): T & M {
  return Object.defineProperties(target, Object.getOwnPropertyDescriptors(members)) as T & M // What was just defined.
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: typeof state.privileged) {
    state.requireNotReady('protocol.registerSchemesAsPrivileged')
    if (state.privileged.length > 0) throw new Error('registerSchemesAsPrivileged can be called only once')
    state.privileged.push(...schemes)
  },
})

export const session = strict('session', {
  get defaultSession() {
    state.requireReady('session')
    return strict('session', state.session)
  },
})

export const BrowserWindow = new Proxy(WindowDouble, {
  construct: (_class, [options]) => strict('BrowserWindow', state.openWindow(options)),
})

export const utilityProcess = strict('utilityProcess', { fork: state.fork })
export { MessageChannelMain }

export const ipcMain = strict('ipcMain', state.ipcMain)

export const Menu = strict('Menu', {
  buildFromTemplate: (template: typeof state.menu) => template,
  setApplicationMenu(menu: typeof state.menu) {
    state.menu = menu
  },
})

export const shell = strict('shell', {
  async openExternal(url: string) {
    state.opened.push(url)
  },
  async openPath(path: string) {
    state.opened.push(path)
    return ''
  },
})

export const dialog = strict('dialog', {
  showErrorBox(title: string, content: string) {
    state.errors.push(`${title}: ${content}`)
  },
})

export const nativeTheme = strict('nativeTheme', state.theme)

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
})

export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: async () => state.isReady,
  encryptStringAsync: async (text: string) => state.encrypt(text),
  decryptStringAsync: async (bytes: Buffer) => ({ result: state.decrypt(bytes), shouldReEncrypt: false }),
})

type NotificationContent = { title: string; body: string; actions?: { type: 'button'; text: string }[] }

class NotificationDouble extends EventEmitter {
  static isSupported(): boolean {
    return true
  }
  readonly content: NotificationContent
  constructor(content: NotificationContent) {
    super()
    this.content = content
  }
  show(): void {
    state.notified.push(this.content)
    state.notifications.push(this)
  }
}

export const Notification = strict('Notification', NotificationDouble)

// For libraries that take the module as a whole.
export default strict('electron', { app, ipcMain, shell })
