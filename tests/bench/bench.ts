import { fileURLToPath } from 'node:url'
import { loadEngine } from './load-engine.ts'
import { measureCanvas } from './measure-canvas.ts'
import { measureRuns } from './measure-engine.ts'
import { measureStart } from './measure-start.ts'
import { chain, fan, randomDag } from './workflows.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const seed = 20_261_122

const { createEngine } = await loadEngine(root)
const engine: Record<string, unknown> = {}
for (const count of [1_000, 10_000]) {
  engine[`chain ${count}`] = await measureRuns(createEngine, chain(count))
  engine[`fan ${count}`] = await measureRuns(createEngine, fan(count))
  engine[`dag ${count}`] = await measureRuns(createEngine, randomDag(count, seed))
}
const start = measureStart(root)
const chromium = process.env.CHROMIUM_PATH
const canvas = chromium ? await measureCanvas(root, chromium) : 'not measured: no Chromium was found'
process.stdout.write(`${JSON.stringify({ engine, start, canvas }, null, 2)}\n`)
