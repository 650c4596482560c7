// `npm run bench`: tests/bench/bench.ts under the project's own Node, on a fresh build, with a Chromium at hand. Its JSON is all
// that goes to stdout.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './ready/ensure-built.mjs'
import { ensureInstalled } from './ready/ensure-installed.mjs'
import { findChromium } from './ready/find-chromium.mjs'
import { findNode } from './ready/find-node.mjs'
import { runCommand, toolEnvironment } from './ready/run-command.mjs'
import { stopWithNpm } from './ready/stop-with-npm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

stopWithNpm()
try {
  await ensureInstalled(root, { toStderr: true })
  await ensureBuilt(root, { toStderr: true })
  const chromium = findChromium()
  const ended = await runCommand(
    findNode({ root }).path,
    [join(root, 'tests', 'bench', 'bench.ts'), ...process.argv.slice(2)],
    { cwd: root, env: toolEnvironment(root, chromium ? { CHROMIUM_PATH: chromium } : {}) },
  )
  process.exitCode = ended.code
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
