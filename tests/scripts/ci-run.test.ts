import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../architecture/project-root.ts'
import { temporaryFolder, writeIn } from './temporary-folder.ts'

/** A project whose `npm test` is the given script, run by the real .ci/run. */
function ci(script: string): { status: number | null; lastLine: string | undefined } {
  const root = temporaryFolder()
  for (const name of ['.ci/run', 'scripts/testing/print-totals.mjs']) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    copyFileSync(join(projectRoot, name), join(root, name))
  }
  chmodSync(join(root, '.ci/run'), 0o755)
  writeIn(root, 'package.json', JSON.stringify({ type: 'module', scripts: { test: 'node test.mjs' } }))
  writeIn(root, 'test.mjs', `import { mkdirSync, writeFileSync } from 'node:fs'\n${script}`)
  // What an earlier run left must not be taken for this one's.
  writeIn(root, 'test-results/summary.json', JSON.stringify({ totals: { passed: 99, failed: 0, skipped: 0 } }))
  const { status, stdout } = spawnSync(join(root, '.ci/run'), { encoding: 'utf8' })
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) }
}

function writes(totals: { passed: number; failed: number; skipped: number }): string {
  return `mkdirSync('test-results', { recursive: true }); writeFileSync('test-results/summary.json', '${JSON.stringify({ totals })}')`
}

describe.skipIf(process.platform === 'win32')('.ci/run', () => {
  test('ends with the sums of the reports', () => {
    expect(ci(writes({ passed: 12, failed: 0, skipped: 3 }))).toEqual({
      status: 0,
      lastLine: '12 passed, 0 failed, 3 skipped',
    })
  })

  test('fails when something failed', () => {
    const script = `${writes({ passed: 12, failed: 2, skipped: 0 })}; process.exit(1)`
    expect(ci(script)).toEqual({ status: 1, lastLine: '12 passed, 2 failed, 0 skipped' })
  })

  test('counts a crash as a failure, with a summary and without', () => {
    expect(ci('process.exit(1)')).toEqual({ status: 1, lastLine: '0 passed, 1 failed, 0 skipped' })
    const script = `${writes({ passed: 5, failed: 0, skipped: 0 })}; process.kill(process.pid, 'SIGKILL')`
    expect(ci(script)).toEqual({ status: 1, lastLine: '5 passed, 1 failed, 0 skipped' })
  })

  test('does not wait for somebody to type', () => {
    const script = `for await (const chunk of process.stdin) throw chunk; ${writes({ passed: 1, failed: 0, skipped: 0 })}`
    expect(ci(script)).toEqual({ status: 0, lastLine: '1 passed, 0 failed, 0 skipped' })
  })
})
