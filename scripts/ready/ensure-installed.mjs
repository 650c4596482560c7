import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'

/**
 * Whether node_modules holds what the lock file asks for. The file times answer first because they cost nothing; only
 * when the lock looks newer (a pull, a copy of the tree) are the two lists compared.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = join(root, 'package-lock.json')
  // npm writes this list last, so an interrupted install has none.
  const present = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(present)) return false
  if (statSync(present).mtimeMs >= statSync(wanted).mtimeMs) return true
  return holdsAll(readPackages(wanted), readPackages(present))
}

/**
 * Runs `npm ci` when something is missing. Never touches an install that is complete.
 * @param {string} root
 * @param {{ toStderr?: boolean }} [options] `toStderr` keeps stdout for the program that is started afterwards
 */
export async function ensureInstalled(root, { toStderr = false } = {}) {
  if (isInstalled(root)) return
  console.error('Installing packages (about a minute the first time)')
  const stdio = /** @type {const} */ (['ignore', toStderr ? 2 : 'inherit', 'inherit'])
  // The tools are development packages; NODE_ENV=production would leave them out and nothing could be built.
  // Under Node 20 npm would warn of some forty packages that want a newer one; they get it, it is among them.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-fund', '--no-audit']
  const npm = process.env.npm_execpath
  const ended = npm?.endsWith('.js')
    ? await runCommand(process.execPath, [npm, ...args], { cwd: root, stdio: [...stdio] })
    : await runCommand('npm', args, { cwd: root, stdio: [...stdio], shell: process.platform === 'win32' })
  if (ended.code === 0) return
  throw new Error(
    `\`npm ci\` did not finish (${ended.error?.message ?? ended.signal ?? `exit code ${ended.code}`}). ` +
      'What it said is above. Check the network connection and run the same command again.',
  )
}

/** @typedef {Record<string, { version?: string, optional?: boolean, link?: boolean }>} Packages */

/**
 * @param {string} file
 * @returns {Packages}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
}

/**
 * @param {Packages} wanted
 * @param {Packages} present
 */
function holdsAll(wanted, present) {
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') || entry.link) continue
    const found = present[path]
    // An optional package for another system is rightly absent.
    if (!found && entry.optional) continue
    if (found?.version !== entry.version) return false
  }
  return Object.keys(present).every((path) => path in wanted)
}
