// `npm run niti -- …` and `npm run demo`: the command line in the repository. It installs and builds first when that is
// needed, says so on stderr, and leaves stdout to the program alone.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureBuilt } from './ready/ensure-built.mjs'
import { ensureInstalled } from './ready/ensure-installed.mjs'
import { findNode, isNewEnough } from './ready/find-node.mjs'
import { runCommand } from './ready/run-command.mjs'
import { stopWithNpm } from './ready/stop-with-npm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'out', 'main', 'cli.js')

/** @returns {Promise<boolean>} */
async function makeReady() {
  try {
    await ensureInstalled(root, { toStderr: true })
    await ensureBuilt(root, { toStderr: true })
    // npm moves to the project's folder, but a file named on the command line lies where the person stands.
    if (process.env.npm_lifecycle_event === 'niti' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
    return true
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
    return false
  }
}

async function runNiti() {
  if (isNewEnough(process.versions.node)) {
    // In this very process: a second one would cost more than the command line itself.
    process.argv[1] = cli
    await import(pathToFileURL(cli).href)
    return
  }
  const ended = await runCommand(findNode({ root }).path, [cli, ...process.argv.slice(2)], { cwd: process.cwd() })
  process.exitCode = ended.signal === 'SIGINT' ? 130 : ended.code
}

stopWithNpm()
if (await makeReady()) await runNiti()
