import { existsSync, readFileSync } from 'node:fs'

/**
 * @typedef {{ name: string, reason: string | null }} Skip
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[], skips: Skip[] }} Counts
 */

/**
 * A step that is one check, such as the types: it holds or it does not.
 * @param {{ code: number, timedOut?: boolean }} ended
 * @returns {Counts}
 */
export function countCheck(ended) {
  if (ended.code === 0) return { passed: 1, failed: 0, skipped: 0, failures: [], skips: [] }
  return { passed: 0, failed: 1, skipped: 0, failures: [howItEnded(ended)], skips: [] }
}

/**
 * A test runner's own report, set against how its process ended: a run that crashed is a failure whatever was written.
 * @param {Counts | null} report null when the runner wrote none
 * @param {{ code: number, timedOut?: boolean }} ended
 * @returns {Counts}
 */
export function countReport(report, ended) {
  const ranNothing = report !== null && report.passed + report.failed + report.skipped === 0
  if (report && (report.failed > 0 || (ended.code === 0 && !ranNothing))) return report
  const what = report === null ? 'wrote no report' : ranNothing ? 'ran no test' : 'failed outside any test'
  const counts = report ?? { passed: 0, skipped: 0, skips: [] }
  return { ...counts, failed: 1, failures: [`${what}, ${howItEnded(ended)}`] }
}

/**
 * @param {string} file Vitest's JSON report
 * @param {string} notesFile what skip-notes-reporter.mjs wrote beside it
 * @returns {Counts | null}
 */
export function readVitest(file, notesFile) {
  const report = readJson(file)
  if (!report) return null
  const notes = readJson(notesFile) ?? {}
  const failures = []
  const skips = []
  let passed = 0
  for (const testFile of report.testResults) {
    const tests = testFile.assertionResults
    for (const test of tests) {
      const name = [shortPath(testFile.name), ...test.ancestorTitles, test.title].filter(Boolean).join(' › ')
      if (test.status === 'passed') passed += 1
      else if (test.status === 'failed') failures.push(name)
      else
        skips.push({
          name,
          reason: notes[`${testFile.name}\n${test.fullName.trim()}`] ?? (test.status === 'todo' ? 'to do' : null),
        })
    }
    // A file that could not be loaded, or whose process died, has failed without a failing test.
    const broke =
      testFile.status === 'failed' && !tests.some((/** @type {{ status: string }} */ test) => test.status === 'failed')
    if (broke) failures.push(`${shortPath(testFile.name)}: ${testFile.message.split('\n')[0] || 'did not finish'}`)
  }
  return { passed, failed: failures.length, skipped: skips.length, failures, skips }
}

/**
 * @param {string} file Playwright's JSON report
 * @returns {Counts | null}
 */
export function readPlaywright(file) {
  const report = readJson(file)
  if (!report) return null
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] }
  for (const suite of report.suites ?? []) addSuite(counts, suite, [])
  for (const error of report.errors ?? []) {
    counts.failed += 1
    counts.failures.push((error.message ?? String(error)).split('\n')[0])
  }
  return counts
}

/**
 * @param {Counts} counts
 * @param {any} suite as Playwright writes it; its JSON has no published schema
 * @param {string[]} above
 */
function addSuite(counts, suite, above) {
  const path = [...above, suite.title].filter(Boolean)
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      const name = [...path, spec.title].join(' › ')
      if (test.status === 'expected') counts.passed += 1
      else if (test.status === 'skipped') {
        counts.skipped += 1
        const note = test.annotations?.find(
          (/** @type {{ type: string }} */ { type }) => type === 'skip' || type === 'fixme',
        )
        counts.skips.push({ name, reason: note?.description ?? null })
      } else {
        // A flaky test failed once: here that is a failure.
        counts.failed += 1
        counts.failures.push(name)
      }
    }
  }
  for (const inner of suite.suites ?? []) addSuite(counts, inner, path)
}

/** @param {{ code: number, timedOut?: boolean }} ended */
function howItEnded({ code, timedOut }) {
  return timedOut ? 'ran out of time' : `ended with exit code ${code}`
}

/** @param {string} path */
function shortPath(path) {
  return path.replaceAll('\\', '/').replace(/^.*\/tests\//, 'tests/')
}

/**
 * @param {string} file
 * @returns {any} null when the file is missing or was cut off; each report's shape is its runner's
 */
function readJson(file) {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
