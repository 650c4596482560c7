import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether Niti may run on this version. Below it the database addon does not fail with an error, it takes the whole
 * process down, so every script asks here first. 23 never had long-term support and some packages refuse it.
 * @param {string} version such as `24.21.0` or `v24.21.0`
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 22)
}

/**
 * The Node that runs everything after the first step: the one the project installs for itself, else the current one.
 * @param {{ root: string, platform?: string, arch?: string, current?: { path: string, version: string } }} where
 * @returns {{ path: string, version: string }}
 * @throws {Error} with what to do, when there is none that Niti can run on
 */
export function findNode({ root, platform = process.platform, arch = process.arch, current = thisNode() }) {
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  const path = join(root, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  const version = existsSync(path) ? askVersion(path) : null
  if (version && isNewEnough(version)) return { path, version }
  if (isNewEnough(current.version)) return current
  throw new Error(
    `Niti needs Node 24 (or 22.22 and newer), and this is ${current.version}. ` +
      'Install Node 24 from nodejs.org and run the same command again. ' +
      'On Linux and 64-bit Windows `npm ci` brings it along, unless optional packages are left out.',
  )
}

/** Fails loudly, before anything native is loaded, when this very process runs on a Node that is too old. */
export function requireNewNode() {
  if (isNewEnough(process.versions.node)) return
  throw new Error(
    `This needs Node 24 (or 22.22 and newer), and this is ${process.versions.node}. ` +
      'Start it through npm (`npm run …`, `npx …`), which uses the Node that was installed with the project.',
  )
}

function thisNode() {
  return { path: process.execPath, version: process.versions.node }
}

/**
 * It is asked, not read from a file: a binary for another C library is there and still cannot run.
 * @param {string} path
 */
function askVersion(path) {
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return answer.status === 0 ? answer.stdout.trim().replace(/^v/, '') : null
}
