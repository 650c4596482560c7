import { isProgram } from './find-chromium.mjs'
import { runCommand } from './run-command.mjs'

const installTimeoutMs = 10 * 60_000

/** Whether Debian's packages can be installed here without asking anybody. */
export function canUseApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get')
}

/**
 * Installs system packages, with nothing they only recommend.
 * @param {string} root
 * @param {string[]} packages
 */
export async function installWithApt(root, packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', 'inherit', 'inherit'])
  const options = { cwd: root, env, stdio, timeoutMs: installTimeoutMs }
  await runCommand('apt-get', ['update', '-qq'], options)
  await runCommand('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...packages], options)
}
