import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build, isBuilt } from '../ready/ensure-built.mjs'
import { findDesktop } from '../ready/find-desktop.mjs'
import { runCommand, toolEnvironment } from '../ready/run-command.mjs'
import { countCheck, countReport, readPlaywright, readVitest } from './read-reports.mjs'

/**
 * @typedef {import('./read-reports.mjs').Counts} Counts
 * @typedef {{ root: string, node: string, results: string, extra: string[], whole: boolean }} Context
 * `results` is the folder for reports, `extra` what the person added for the tool, `whole` whether every step runs.
 * @typedef {(context: Context) => Promise<Counts>} Step
 */

const minuteMs = 60_000

/** @type {Step} */
async function checkTypes(context) {
  let code = 0
  for (const part of ['shared', 'electron', 'renderer', 'e2e']) {
    const tool = ['typescript', 'bin', 'tsc']
    const ended = await runTool(context, tool, ['-p', `tsconfig.${part}.json`, ...context.extra], 5 * minuteMs)
    code ||= ended.code
  }
  return countCheck({ code })
}

/** @type {Step} */
async function checkStyle(context) {
  return countCheck(
    await runTool(context, ['@biomejs', 'biome', 'bin', 'biome'], ['check', ...context.extra], 5 * minuteMs),
  )
}

/** @type {Step} */
async function buildApp({ root, whole }) {
  if (!whole && isBuilt(root)) return countCheck({ code: 0 })
  return countCheck(await build(root, { timeoutMs: 10 * minuteMs }))
}

/**
 * @param {'unit' | 'conformance'} project of vitest.config.ts
 * @returns {Step}
 */
function runVitest(project) {
  return async (context) => {
    const report = join(context.results, `${project}.json`)
    const notes = join(context.results, `${project}-skips.json`)
    const reporters = ['default', 'json', './scripts/testing/skip-notes-reporter.mjs'].map(
      (name) => `--reporter=${name}`,
    )
    const args = ['run', `--project=${project}`, ...reporters, `--outputFile.json=${report}`, ...context.extra]
    const ended = await runTool(context, ['vitest', 'vitest.mjs'], args, 30 * minuteMs, { NITI_SKIP_NOTES: notes })
    return countReport(readVitest(report, notes), ended)
  }
}

/** @type {Step} */
async function checkShell({ root, node, extra }) {
  const ended = await runCommand(node, [join(root, 'scripts', 'check-shell.ts'), ...extra], {
    cwd: root,
    env: toolEnvironment(root),
    stdio: ['ignore', 'inherit', 'inherit'],
    timeoutMs: 5 * minuteMs,
  })
  return countCheck(ended)
}

/**
 * @param {'browser' | 'electron' | 'shots'} project of playwright.config.ts
 * @returns {Step}
 */
function runPlaywright(project) {
  return async (context) => {
    const report = join(context.results, `${project}.json`)
    const args = ['test', `--project=${project}`, ...context.extra]
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_HTML_OPEN: 'never' }
    const ended = await runTool(context, ['playwright', 'cli.js'], args, 30 * minuteMs, env)
    return countReport(readPlaywright(report), ended)
  }
}

/** @type {Step} */
async function runDesktopTests(context) {
  // As root the tests may switch off Chromium's own sandbox; the app itself never does.
  const desktop = findDesktop({ root: context.root, isSuperuser: false })
  if ('electron' in desktop) return runPlaywright('electron')(context)
  console.log(`The desktop tests are skipped, because ${desktop.why}.`)
  return { passed: 0, failed: 0, skipped: 1, failures: [], skips: [{ name: 'all desktop tests', reason: desktop.why }] }
}

/**
 * Every step of `npm test`, in order. The app is built before the tests run, because some of them start what was built.
 * @type {{ name: string, run: Step, onlyByName?: boolean, needsChromium?: boolean }[]}
 */
export const steps = [
  { name: 'types', run: checkTypes },
  { name: 'lint', run: checkStyle },
  { name: 'build', run: buildApp },
  { name: 'unit', run: runVitest('unit') },
  { name: 'conformance', run: runVitest('conformance') },
  { name: 'shell', run: checkShell },
  { name: 'browser', run: runPlaywright('browser'), needsChromium: true },
  { name: 'electron', run: runDesktopTests },
  { name: 'shots', run: runPlaywright('shots'), needsChromium: true, onlyByName: true },
]

/**
 * @param {Context} context
 * @param {string[]} tool path of its script inside node_modules
 * @param {string[]} args
 * @param {number} timeoutMs
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runTool({ root, node }, tool, args, timeoutMs, env = {}) {
  const script = join(root, 'node_modules', ...tool)
  if (!existsSync(script)) throw new Error(`${tool[0]} is not installed`)
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', 'inherit', 'inherit'])
  return await runCommand(node, [script, ...args], { cwd: root, env: toolEnvironment(root, env), stdio, timeoutMs })
}
