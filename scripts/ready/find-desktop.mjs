import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProgram } from './find-chromium.mjs'

/**
 * @typedef {{ electron: string } | { why: string }} Desktop
 * Where the Electron runtime is, or one plain line saying why there can be no desktop window.
 */

/**
 * Looks for the Electron runtime and a screen. Never loads the `electron` package: that would start a download.
 * @param {{ root: string, env?: NodeJS.ProcessEnv, platform?: string, isSuperuser?: boolean }} where
 * @returns {Desktop}
 */
export function findDesktop({ root, env = process.env, platform = process.platform, isSuperuser = isRoot() }) {
  const electron = electronPath({ root, env, platform })
  if (!isProgram(electron)) return { why: 'the Electron runtime is not installed on this machine' }
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return { why: 'there is no display' }
  if (platform === 'linux' && isSuperuser) return { why: 'the desktop window does not run as root' }
  const answer = spawnSync(electron, ['--version'], { encoding: 'utf8', timeout: 30_000, env: withoutRunAsNode(env) })
  if (answer.status === 0) return { electron }
  const complaint = answer.error?.message ?? firstLine(answer.stderr) ?? `exit code ${answer.status}`
  return { why: `the Electron runtime does not start (${complaint})` }
}

function isRoot() {
  return process.getuid?.() === 0
}

/**
 * With this variable set Electron is only a Node and opens no window.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutRunAsNode({ ELECTRON_RUN_AS_NODE: _, ...env }) {
  return env
}

/**
 * The same places in which the `electron` package itself looks.
 * @param {{ root: string, env: NodeJS.ProcessEnv, platform: string }} where
 */
function electronPath({ root, env, platform }) {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : usualName(platform)
  return join(env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist'), name)
}

/** @param {string} platform */
function usualName(platform) {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @param {string | null | undefined} text */
function firstLine(text) {
  return text?.trim().split('\n')[0] || undefined
}
