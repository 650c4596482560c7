import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { canUseApt, installWithApt } from './apt.mjs'
import { findChromium, isProgram } from './find-chromium.mjs'
import { findNode } from './find-node.mjs'
import { runCommand, toolEnvironment } from './run-command.mjs'

const installTimeoutMs = 10 * 60_000

/**
 * A Chromium for the browser tests: one on the machine, else the system's package, else the one Playwright downloads.
 * @param {string} root with packages installed
 * @returns {Promise<string>} its path
 * @throws {Error} when there is none and none can be installed
 */
export async function ensureChromium(root) {
  const present = findChromium() ?? playwrightChromium(root)
  if (present) return present
  if (canUseApt()) {
    console.log('No Chromium on this machine: installing the system package')
    await installWithApt(root, ['chromium', 'fonts-liberation'])
    const installed = findChromium()
    if (installed) return installed
  }
  console.log('No Chromium on this machine: asking Playwright for its own')
  const cli = join(root, 'node_modules', 'playwright', 'cli.js')
  await runCommand(findNode({ root }).path, [cli, 'install', ...(canUseApt() ? ['--with-deps'] : []), 'chromium'], {
    cwd: root,
    env: toolEnvironment(root),
    stdio: ['ignore', 'inherit', 'inherit'],
    timeoutMs: installTimeoutMs,
  })
  const downloaded = playwrightChromium(root)
  if (downloaded) return downloaded
  throw new Error(
    'There is no Chromium for the browser tests and none could be installed. ' +
      'Install Chromium or Chrome, or set CHROMIUM_PATH to one, and run the same command again.',
  )
}

/**
 * Asked in another process, because Playwright must not be loaded by a Node that is too old for it.
 * @param {string} root
 */
function playwrightChromium(root) {
  const code = "import('playwright').then(({ chromium }) => process.stdout.write(chromium.executablePath()))"
  const answer = spawnSync(findNode({ root }).path, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  })
  const path = answer.status === 0 ? answer.stdout.trim() : ''
  return path && isProgram(path) ? path : null
}
