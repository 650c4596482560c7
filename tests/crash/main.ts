import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadEngine } from '../bench/load-engine.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { judge } from './judge.ts'
import { killOften } from './kill-often.ts'

/** `npm run test:crash [-- KILLS [SEED]]`: the whole crash test; ends with 1 where anything is wrong. */
const [kills = 200, seed = Date.now()] = process.argv.slice(2).map(Number)
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'niti-crash-'))
try {
  const { path } = await loadEngine(root, join(root, 'out', 'crash'))
  const dataDir = join(folder, 'data')
  const onKill = (count: number) => {
    if (count % 20 === 0) process.stderr.write(`${count} of ${kills} kills\n`)
  }
  const killed = await killOften({ enginePath: path, dataDir, kills, random: seededRandom(seed), onKill })
  const verdict = judge(dataDir, killed)
  process.stdout.write(`${JSON.stringify({ kills, seed, ...verdict }, null, 2)}\n`)
  process.exitCode = verdict.problems.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}
