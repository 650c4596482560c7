import { RPCHandler } from '@orpc/server/message-port'
import { app, type BrowserWindow, ipcMain, Menu, MessageChannelMain, nativeTheme, session, shell } from 'electron'
import { toCommand } from './deep-link.ts'
import { createEngineProcess } from './engine-process.ts'
import { createShellHost } from './host.ts'
import { buildMenu } from './menu.ts'
import { openPreferences } from './preferences.ts'
import { guardSession, isSender } from './security.ts'
import { createShell } from './shell.ts'
import { createStderrLog } from './stderr-log.ts'
import { openWindow } from './window.ts'

type Options = {
  dataDir: string
  engineEntry: string
  preload: string
  rendererDir: string
}

export type DesktopApp = {
  /** Opens a `niti://` address or a workflow file in the window. */
  open(request: string): void
  /** Brings the window to the front, or opens it again. */
  show(): void
}

/** The running desktop app: one engine, one window, and what goes between them. The app must be ready. */
export function openDesktopApp({ dataDir, engineEntry, preload, rendererDir }: Options): DesktopApp {
  let window: BrowserWindow | null = null
  const log = createStderrLog()
  const preferences = openPreferences()
  const page = createShell(
    {
      info: () => ({
        version: app.getVersion(),
        platform: process.platform,
        electron: process.versions.electron ?? '',
        chrome: process.versions.chrome ?? '',
        node: process.versions.node,
        dataDir,
      }),
      restartEngine: () => engine.start(),
      async openDataFolder() {
        const problem = await shell.openPath(dataDir)
        if (problem) log.warn('The data folder could not be opened.', { problem })
      },
      setTitle: (title) => window?.setTitle(title ? `${title} – Niti` : 'Niti'),
      setTheme(theme) {
        nativeTheme.themeSource = theme
        preferences.setTheme(theme)
      },
    },
    { state: 'starting', restarts: 0 },
  )
  const pageHandler = new RPCHandler(page.router)
  const engine = createEngineProcess({
    entry: engineEntry,
    dataDir,
    // A packaged app is started from anywhere; from a terminal, paths mean the folder one is in.
    filesDir: app.isPackaged ? app.getPath('documents') : process.cwd(),
    host: createShellHost({
      platform: process.platform,
      allowWeak: process.env.NITI_ALLOW_WEAK_SECRETS === '1',
      onNoticeClick: (link) => (link === undefined ? show() : open(link)),
    }),
    log,
    onState: page.tellEngineState,
    onRestart: () => window?.webContents.postMessage('niti:engine-port', null, [engine.connect()]),
  })

  function show(): void {
    if (!window) {
      const opened = openWindow({ preload, preferences, isPackaged: app.isPackaged })
      opened.on('closed', () => {
        window = null
      })
      window = opened
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  function open(request: string): void {
    show()
    void toCommand(request).then((command) => command && page.send(command))
  }

  /** Each load of the page says hello once and gets its own two ports; those of the page before close with it. */
  ipcMain.on('niti:hello', (event) => {
    if (!window || !isSender(event, window.webContents)) return
    const { port1, port2 } = new MessageChannelMain()
    pageHandler.upgrade(port1)
    port1.start()
    window.webContents.postMessage('niti:ports', null, [engine.connect(), port2])
  })

  nativeTheme.themeSource = preferences.theme()
  guardSession(session.defaultSession, rendererDir)
  const menu = buildMenu({
    platform: process.platform,
    isPackaged: app.isPackaged,
    send(command) {
      show()
      page.send({ kind: 'menu', command })
    },
    openDataFolder: () => void shell.openPath(dataDir),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  engine.start()
  show()
  app.on('activate', show)
  quitInOrder(engine.stop)

  return { show, open }
}

/**
 * Windows close first, so that the page's last words still reach the engine; then the engine closes its files; then the
 * app ends.
 */
function quitInOrder(stopEngine: () => Promise<void>): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void stopEngine().finally(() => app.exit(0))
  })
}
