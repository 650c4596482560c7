// `npm run dev`: the desktop app with hot reload. Without the Electron runtime there is no window to reload.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ready/ensure-installed.mjs'
import { findDesktop, withoutRunAsNode } from './ready/find-desktop.mjs'
import { findNode } from './ready/find-node.mjs'
import { runCommand, toolEnvironment } from './ready/run-command.mjs'
import { stopWithNpm } from './ready/stop-with-npm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

async function dev() {
  await ensureInstalled(root)
  const desktop = findDesktop({ root })
  if ('why' in desktop)
    throw new Error(`Nothing to reload: ${desktop.why}. \`npm start\` opens the app in the browser.`)
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const env = { ...withoutRunAsNode(toolEnvironment(root)), ELECTRON_EXEC_PATH: desktop.electron }
  const ended = await runCommand(findNode({ root }).path, [tool, 'dev', ...process.argv.slice(2)], { cwd: root, env })
  process.exitCode = ended.code
}

stopWithNpm()
try {
  await dev()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
