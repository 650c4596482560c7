// `npm test`: from a fresh clone to every check. `node scripts/test.mjs build browser -g name` runs only the named steps and hands
// the rest to the last of them. Only what Node 20 has built in: the tools themselves are started under the project's own Node.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './ready/ensure-chromium.mjs'
import { ensureInstalled } from './ready/ensure-installed.mjs'
import { ensureKeychain } from './ready/ensure-keychain.mjs'
import { ensureServers } from './ready/ensure-servers.mjs'
import { findNode } from './ready/find-node.mjs'
import { stopWithNpm } from './ready/stop-with-npm.mjs'
import { chooseSteps } from './testing/choose-steps.mjs'
import { formatSummary, sum } from './testing/print-summary.mjs'
import { steps } from './testing/steps.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = join(root, 'test-results')

async function test() {
  const { chosen, extra, whole } = chooseSteps(steps, process.argv.slice(2))
  if (whole) rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  await ensureInstalled(root)
  const node = findNode({ root })
  console.log(`Node ${node.version}`)
  if (whole) await ensureKeychain(root).catch((error) => console.error(`No keychain for the tests: ${error.message}`))
  if (whole) await ensureServers(root).catch((error) => console.error(`No servers for the tests: ${error.message}`))
  const chromium = chosen.some(({ needsChromium }) => needsChromium) ? await prepareChromium() : null

  /** @type {import('./testing/print-summary.mjs').StepResult[]} */
  const done = []
  for (const [index, { name, run, needsChromium }] of chosen.entries()) {
    console.log(`\n=== ${name} ===`)
    const startedAt = Date.now()
    const context = { root, node: node.path, results, extra: index === chosen.length - 1 ? extra : [], whole }
    const counts =
      needsChromium && chromium?.problem
        ? broken(chromium.problem)
        : await run(context).catch((error) => broken(error.message))
    done.push({ step: name, ...counts, seconds: (Date.now() - startedAt) / 1000 })
    if (interrupted) break
  }

  const totals = sum(done)
  const summary = { node: node.version, chromium: chromium?.path ?? null, totals, steps: done }
  if (whole) writeFileSync(join(results, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  console.log(formatSummary(done))
  process.exitCode = totals.failed > 0 || interrupted ? 1 : 0
}

/** A missing browser fails the browser tests; it does not keep the others from running. */
async function prepareChromium() {
  try {
    const path = await ensureChromium(root)
    process.env.CHROMIUM_PATH = path
    console.log(`Chromium ${path}`)
    return { path, problem: null }
  } catch (error) {
    return { path: null, problem: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * @param {string} failure
 * @returns {import('./testing/read-reports.mjs').Counts}
 */
function broken(failure) {
  console.error(failure)
  return { passed: 0, failed: 1, skipped: 0, failures: [failure], skips: [] }
}

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true
  })
}

stopWithNpm()
try {
  await test()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
