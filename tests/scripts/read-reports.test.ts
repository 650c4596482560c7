import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countCheck, countReport, readPlaywright, readVitest } from '../../scripts/testing/read-reports.mjs'
import { projectRoot } from '../architecture/project-root.ts'
import { temporaryFolder, writeIn } from './temporary-folder.ts'

const fixtures = join(projectRoot, 'tests', 'scripts', 'fixtures')

/** Runs the real Vitest on the real fixture files named, and reads what it wrote. */
function vitest(...files: string[]) {
  const folder = temporaryFolder()
  const report = join(folder, 'report.json')
  const notes = join(folder, 'notes.json')
  const reporter = join(projectRoot, 'scripts', 'testing', 'skip-notes-reporter.mjs')
  const args = [
    'run',
    '--root',
    join(fixtures, 'vitest'),
    '--reporter=json',
    `--reporter=${reporter}`,
    `--outputFile.json=${report}`,
  ]
  const { status } = run(['vitest', 'vitest.mjs'], [...args, ...files], { NITI_SKIP_NOTES: notes })
  return { counts: readVitest(report, notes), code: status ?? 1 }
}

function playwright(...files: string[]) {
  const report = join(temporaryFolder(), 'report.json')
  const output = join(temporaryFolder(), 'output')
  const args = ['test', '-c', join(fixtures, 'playwright'), '--output', output, ...files]
  const { status } = run(['playwright', 'cli.js'], args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  return { counts: readPlaywright(report), code: status ?? 1 }
}

function run(tool: string[], args: string[], more: NodeJS.ProcessEnv) {
  // These runs are not part of the run they are in.
  const { VITEST: _, VITEST_WORKER_ID: _id, VITEST_POOL_ID: _pool, TEST: _test, NODE_ENV: _env, ...env } = process.env
  return spawnSync(process.execPath, [join(projectRoot, 'node_modules', ...tool), ...args], {
    cwd: projectRoot,
    env: { ...env, ...more },
    encoding: 'utf8',
  })
}

describe("Vitest's report", () => {
  test('is counted test by test, with the reasons for what was skipped', () => {
    const { counts, code } = vitest('mixed')
    expect(code).toBe(1)
    expect(counts).toEqual({
      passed: 2,
      failed: 1,
      skipped: 3,
      failures: ['tests/scripts/fixtures/vitest/mixed.fixture.ts › mixed › does not hold'],
      skips: [
        { name: expect.stringContaining('mixed › is left out'), reason: 'there is no key' },
        { name: expect.stringContaining('is left out without a word'), reason: null },
        { name: expect.stringContaining('comes later'), reason: 'to do' },
      ],
    })
  })

  test('counts a file that cannot be loaded as a failure', () => {
    const { counts } = vitest('broken', 'good')
    expect(counts).toMatchObject({ passed: 1, failed: 1 })
    expect(counts?.failures).toEqual([expect.stringContaining('broken.fixture.ts: this file cannot be loaded')])
  })

  test('with only good tests still fails when the run as a whole did', () => {
    const { counts, code } = vitest('stray')
    expect({ code, passed: counts?.passed, failed: counts?.failed }).toEqual({ code: 1, passed: 1, failed: 0 })
    expect(countReport(counts, { code })).toMatchObject({
      passed: 1,
      failed: 1,
      failures: ['failed outside any test, ended with exit code 1'],
    })
  })
})

describe("Playwright's report", () => {
  test('is counted test by test, with the reasons for what was skipped', () => {
    const { counts, code } = playwright('mixed')
    expect(code).toBe(1)
    expect(counts).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      failures: ['mixed.fixture.ts › mixed › does not hold'],
      skips: [{ name: 'mixed.fixture.ts › mixed › is left out', reason: 'there is no window' }],
    })
  })

  test('counts a file that cannot be loaded as a failure', () => {
    expect(playwright('broken', 'mixed').counts).toMatchObject({
      passed: 0,
      failed: 1,
      failures: [expect.stringContaining('this file cannot be loaded')],
    })
  })
})

describe('a runner', () => {
  test('that wrote no report, or only half of one, has failed', () => {
    const half = writeIn(temporaryFolder(), 'half.json', '{"testResults": [')
    expect(readVitest(half, half)).toBeNull()
    expect(readPlaywright(half)).toBeNull()
    for (const code of [0, 137]) {
      expect(countReport(null, { code })).toMatchObject({ passed: 0, failed: 1 })
    }
  })

  test('that ran no test at all has failed', () => {
    const nothing = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] }
    expect(countReport(nothing, { code: 0 })).toMatchObject({ failed: 1 })
  })

  test('that ended well is what its report says', () => {
    const report = { passed: 3, failed: 0, skipped: 1, failures: [], skips: [] }
    expect(countReport(report, { code: 0 })).toBe(report)
  })
})

test('a single check holds or does not', () => {
  expect(countCheck({ code: 0 })).toMatchObject({ passed: 1, failed: 0, failures: [] })
  expect(countCheck({ code: 2 })).toMatchObject({
    passed: 0,
    failed: 1,
    failures: ['ended with exit code 2'],
  })
  expect(countCheck({ code: 124, timedOut: true }).failures).toEqual(['ran out of time'])
})
