import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { loadEngine } from '../bench/load-engine.ts'
import { temporaryFolder } from '../support/test-engine.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const child = fileURLToPath(new URL('../support/large-list-child.ts', import.meta.url))
const rounds = 100_000
const mostMb = 400

let enginePath = ''
beforeAll(async () => {
  enginePath = (await loadEngine(root, `${root}/out/large-list`)).path
}, 60_000)

type Report = {
  runId: string
  status: string
  results: number | null
  nodes: number
  peakMb: number
}

/** What a process of its own came to (see tests/support/large-list-child.ts). */
async function inProcess(dataDir: string, what: string, runId = ''): Promise<Report> {
  const args = [child, enginePath, dataDir, what, String(rounds), runId]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 100_000 })
  return JSON.parse(stdout)
}

test('a loop over 100,000 entries runs, and is folded by a page, in less than 400 MB', {
  timeout: 120_000,
}, async () => {
  const dataDir = temporaryFolder()
  const run = await inProcess(dataDir, 'run')
  expect(run).toMatchObject({ status: 'succeeded', results: rounds, nodes: rounds + 2 })
  expect(run.peakMb).toBeLessThan(mostMb)
  const page = await inProcess(dataDir, 'fold', run.runId)
  expect(page).toMatchObject({ status: 'succeeded', nodes: rounds + 2 })
  expect(page.peakMb).toBeLessThan(mostMb)
})

test('such a loop cut off in the middle goes on in less than 400 MB', { timeout: 120_000 }, async () => {
  const dataDir = temporaryFolder()
  const { runId } = await inProcess(dataDir, 'stop')
  const resumed = await inProcess(dataDir, 'resume', runId)
  expect(resumed).toMatchObject({ status: 'succeeded', results: rounds })
  expect(resumed.peakMb).toBeLessThan(mostMb)
})
