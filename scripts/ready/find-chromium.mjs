import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

/**
 * A Chromium on this machine: the one CHROMIUM_PATH names, else the first that is installed and really starts.
 * @param {{ env?: NodeJS.ProcessEnv, platform?: string }} [where]
 * @returns {string | null}
 * @throws {Error} when CHROMIUM_PATH is set to something that cannot be run: the person meant that one and no other
 */
export function findChromium({ env = process.env, platform = process.platform } = {}) {
  const named = env.CHROMIUM_PATH
  if (named) {
    if (isProgram(named)) return named
    throw new Error(`CHROMIUM_PATH is ${named}, and there is no program at that place.`)
  }
  return places(env, platform).find((path) => isProgram(path) && starts(path, platform)) ?? null
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 */
function places(env, platform) {
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    )
    const inside = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ]
    return inside.flatMap((path) => folders.map((folder) => `${folder}\\${path}`))
  }
  const onPath = names.flatMap((name) =>
    (env.PATH ?? '')
      .split(delimiter)
      .filter(Boolean)
      .map((folder) => join(folder, name)),
  )
  if (platform !== 'darwin') return onPath
  const folders = ['/Applications', join(env.HOME ?? '/', 'Applications')]
  const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge']
  return [
    ...apps.flatMap((app) => folders.map((folder) => join(folder, `${app}.app`, 'Contents', 'MacOS', app))),
    ...onPath,
  ]
}

/** @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return existsSync(path) && statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Ubuntu puts a `chromium-browser` on the path that only says how to install one: so it is asked for its version.
 * @param {string} path
 * @param {string} platform
 */
function starts(path, platform) {
  // On Windows `chrome.exe --version` opens a window instead of answering.
  if (platform === 'win32') return true
  const answer = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return answer.status === 0 && /\d+\.\d+/.test(answer.stdout)
}
