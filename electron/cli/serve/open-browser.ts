import { spawn } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

type System = { platform: NodeJS.Platform; env: Record<string, string | undefined> }

/** Browsers that can show a page as a window of its own, best first: names in PATH on Linux, else whole paths. */
function listAppBrowsers({ platform, env }: System): string[] {
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser']
    return names.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  }
  if (platform === 'win32') {
    const folders = [env.LOCALAPPDATA, env.PROGRAMFILES, env['PROGRAMFILES(X86)']].filter(
      (folder) => folder !== undefined,
    )
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    return programs.flatMap((program) => folders.map((folder) => `${folder}\\${program}`))
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge',
    'brave-browser',
  ]
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** The first browser on this machine that can show an app window, or null. */
export async function findAppBrowser(system: System): Promise<string | null> {
  for (const path of listAppBrowsers(system)) {
    const isProgram = await access(path, constants.X_OK)
      .then(() => stat(path))
      .then((info) => info.isFile())
      .catch(() => false)
    if (isProgram) return path
  }
  return null
}

/** Whether anybody could see a window: on Linux that takes a display. */
export function hasDisplay({ platform, env }: System): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/**
 * Opens the app in a browser window of its own, else in the default browser. False where neither is there or nobody
 * could see it. The address stands in the new process's arguments, where other users of this machine may see it: its
 * token is spent the moment the window opens.
 */
export async function openAppWindow(url: string, system: System): Promise<boolean> {
  if (!hasDisplay(system)) return false
  const browser = await findAppBrowser(system)
  if (browser && (await start(browser, [`--app=${url}`, '--no-first-run', '--window-size=1280,800'], system.env)))
    return true
  return openInBrowser(url, system)
}

/** Opens an address with whatever the person's system opens such addresses with. */
export async function openInBrowser(url: string, system: System): Promise<boolean> {
  if (!hasDisplay(system)) return false
  if (system.platform === 'darwin') return start('open', [url], system.env)
  // `rundll32` and not `cmd /c start`: a shell would read `&` in an address as the end of the command.
  if (system.platform === 'win32') return start('rundll32', ['url.dll,FileProtocolHandler', url], system.env)
  return start('xdg-open', [url], system.env)
}

/** Long enough for a browser to find that it cannot start here (no display it may use, no sandbox as root). */
const startMs = 1500

/** Starts a program that outlives this one. False if it is not there or gives up at once. */
function start(program: string, args: string[], env: System['env']): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore', env })
    const timer = setTimeout(() => resolve(true), startMs)
    child.once('error', () => {
      clearTimeout(timer)
      resolve(false)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve(code === 0)
    })
    child.unref()
  })
}
