import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findNode } from './find-node.mjs'
import { runCommand, toolEnvironment } from './run-command.mjs'

const sources = ['shared', 'electron', 'renderer', 'resources', 'package-lock.json', 'electron.vite.config.ts']
const stampFile = join('out', '.sources')

/**
 * A fingerprint of everything the build reads, from names, sizes and times: a few milliseconds, no file is opened.
 * @param {string} root
 */
export function fingerprintSources(root) {
  const hash = createHash('sha256')
  for (const name of sources) {
    const path = join(root, name)
    if (!existsSync(path)) continue
    if (statSync(path).isDirectory()) addFolder(hash, path)
    else addFile(hash, path)
  }
  return hash.digest('hex')
}

/**
 * Whether out/ was built from the sources as they are now.
 * @param {string} root
 */
export function isBuilt(root) {
  const stamp = join(root, stampFile)
  if (!existsSync(stamp) || !existsSync(join(root, 'out', 'main', 'cli.js'))) return false
  return readFileSync(stamp, 'utf8') === fingerprintSources(root)
}

/**
 * Builds the app into out/. The fingerprint is taken before, so that an edit made meanwhile counts as newer.
 * @param {string} root
 * @param {{ toStderr?: boolean, args?: string[], timeoutMs?: number }} [options]
 * @returns {Promise<import('./run-command.mjs').Ended>}
 */
export async function build(root, { toStderr = false, args = [], timeoutMs } = {}) {
  const fingerprint = fingerprintSources(root)
  rmSync(join(root, stampFile), { force: true })
  const ended = await runCommand(
    findNode({ root }).path,
    [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', ...args],
    { cwd: root, env: toolEnvironment(root), stdio: ['ignore', toStderr ? 2 : 'inherit', 'inherit'], timeoutMs },
  )
  if (ended.code === 0) {
    mkdirSync(join(root, 'out'), { recursive: true })
    writeFileSync(join(root, stampFile), fingerprint)
  }
  return ended
}

/**
 * Builds only when out/ is missing or older than the sources.
 * @param {string} root
 * @param {{ toStderr?: boolean }} [options]
 */
export async function ensureBuilt(root, { toStderr = false } = {}) {
  if (isBuilt(root)) return
  console.error('Building the app (a few seconds)')
  const ended = await build(root, { toStderr, args: ['--logLevel', 'warn'] })
  if (ended.code !== 0) throw new Error('The app could not be built. What the build said is above.')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} folder
 */
function addFolder(hash, folder) {
  const entries = readdirSync(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(hash, path)
    else addFile(hash, path)
  }
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function addFile(hash, path) {
  const { size, mtimeMs } = statSync(path)
  hash.update(`${path}\0${size}\0${mtimeMs}\n`)
}
