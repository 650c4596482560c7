// `npm start`: from a fresh clone to the open app. Only what Node 20 has built in, because the first time there is nothing else.
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './ready/ensure-built.mjs'
import { ensureInstalled } from './ready/ensure-installed.mjs'
import { findDesktop, withoutRunAsNode } from './ready/find-desktop.mjs'
import { findNode } from './ready/find-node.mjs'
import { runCommand, toolEnvironment } from './ready/run-command.mjs'
import { stopWithNpm } from './ready/stop-with-npm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
/** A desktop window that ends with an error before this never came up. */
const startUpMs = 5_000

/** @returns {Promise<number>} exit code */
async function start() {
  await ensureInstalled(root)
  const node = findNode({ root })
  await ensureBuilt(root)

  const desktop = findDesktop({ root })
  const why = 'why' in desktop ? desktop.why : await runDesktop(desktop.electron)
  if (why === null) return 0
  console.log(`Niti opens in the browser, because ${why}.`)
  const ended = await runCommand(node.path, [join(root, 'out', 'main', 'cli.js'), 'serve', '--open', ...args], {
    cwd: root,
    env: toolEnvironment(root),
  })
  return exitCode(ended)
}

/**
 * @param {string} electron
 * @returns {Promise<string | null>} why there was no window, or null when there was one and it is closed now
 */
async function runDesktop(electron) {
  const startedAt = Date.now()
  const ended = await runCommand(electron, [root, ...args], {
    cwd: root,
    env: withoutRunAsNode(toolEnvironment(root)),
  })
  const failed = ended.code !== 0 && ended.signal !== 'SIGINT' && ended.signal !== 'SIGTERM'
  if (failed && Date.now() - startedAt < startUpMs) {
    return `the desktop window ended at once (${ended.error?.message ?? ended.signal ?? `exit code ${ended.code}`})`
  }
  process.exitCode = exitCode(ended)
  return null
}

/** @param {import('./ready/run-command.mjs').Ended} ended */
function exitCode(ended) {
  return ended.signal ? 128 + constants.signals[ended.signal] : ended.code
}

stopWithNpm()
try {
  const code = await start()
  process.exitCode ||= code
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
