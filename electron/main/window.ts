import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Preferences, WindowState } from './preferences.ts'
import { pageUrl } from './security.ts'

type Options = {
  preload: string
  preferences: Preferences
  /** Only a packaged app has no developer tools: whoever builds Niti needs them. */
  isPackaged: boolean
}

const smallest = { width: 900, height: 600 }
const first = { width: 1280, height: 800 }

/** Opens the app's one window where it last stood, hardened, and shows it with its first frame. */
export function openWindow({ preload, preferences, isPackaged }: Options): BrowserWindow {
  const state = preferences.window()
  const window = new BrowserWindow({
    ...(state && isOnScreen(state) ? state.bounds : first),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Niti',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0e0f12' : '#f7f7f8',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Chromium would fetch dictionaries from the network.
      spellcheck: false,
      devTools: !isPackaged,
    },
  })
  if (state?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    preferences.setWindow({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  // The shell sets the title when the page asks for it; the document's own title is for browsers.
  window.on('page-title-updated', (event) => event.preventDefault())
  reloadAfterCrash(window)
  void window.loadURL(pageUrl)
  return window
}

/** A page that died comes back by itself, but not for ever: three times a minute is a page that cannot live. */
function reloadAfterCrash(window: BrowserWindow): void {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    const now = Date.now()
    crashes = [...crashes.filter((at) => now - at < 60_000), now]
    if (crashes.length <= 3) window.webContents.reload()
  })
}

/** Whether enough of the window would be seen: a screen may have gone since. */
function isOnScreen({ bounds }: WindowState): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const width = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x)
    const height = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y)
    return width >= 200 && height >= 100
  })
}
