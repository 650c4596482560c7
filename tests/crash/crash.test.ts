import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadEngine } from '../bench/load-engine.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { temporaryFolder } from '../support/test-engine.ts'
import { judge } from './judge.ts'
import { killOften } from './kill-often.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

// The long version, with 200 kills, is `npm run test:crash`.
test('killed 15 times at random, every run ends, nothing runs twice, is paid twice or asked twice', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder()
  const { path } = await loadEngine(root, `${root}/out/crash`)
  const dataDir = `${folder}/data`
  const killed = await killOften({ enginePath: path, dataDir, kills: 15, random: seededRandom(20_261_122) })
  const verdict = judge(dataDir, killed)
  expect(verdict.problems).toEqual([])
  // It was worth it: runs went on after a kill, and some calls were cut off.
  expect(verdict.nodes).toBeGreaterThan(verdict.runs)
  expect(verdict.resumed).toBeGreaterThan(0)
  expect(verdict.questions).toBeGreaterThan(0)
})
