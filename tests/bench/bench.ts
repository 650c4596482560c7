import { fileURLToPath } from 'node:url'
import { loadEngine } from './load-engine.ts'
import { measureCanvas } from './measure-canvas.ts'
import { measureDashboard } from './measure-dashboard.ts'
import { measureManyRuns, measureRuns } from './measure-engine.ts'
import { measureMemory } from './measure-memory.ts'
import { measureModelCalls } from './measure-models.ts'
import { measureStart } from './measure-start.ts'
import { chain, fan, randomDag } from './workflows.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const seed = 20_261_122

// `npm run bench -- --dashboard`: that alone, over 1,000,000 runs; without it over a part of them, in a tenth of the time.
const isDashboardAlone = process.argv.includes('--dashboard')
const dashboardRuns = isDashboardAlone ? 1_000_000 : 100_000

const { createEngine, path } = await loadEngine(root)
if (isDashboardAlone) {
  const dashboard = await measureDashboard(createEngine, dashboardRuns)
  process.stdout.write(`${JSON.stringify({ dashboard }, null, 2)}\n`)
  process.exit()
}
const engine: Record<string, unknown> = {}
for (const count of [100, 1_000, 10_000]) {
  engine[`chain ${count}`] = await measureRuns(createEngine, chain(count))
  engine[`fan ${count}`] = await measureRuns(createEngine, fan(count))
  engine[`dag ${count}`] = await measureRuns(createEngine, randomDag(count, seed))
}
const manyRuns = await measureManyRuns(createEngine, chain(20), 100)
const modelCalls = await measureModelCalls(createEngine, { calls: 200, delayMs: 50 })
const dashboard = await measureDashboard(createEngine, dashboardRuns)
const memory = measureMemory(path, chain(10_000))
const start = measureStart(root)
const chromium = process.env.CHROMIUM_PATH
const canvas = chromium ? await measureCanvas(root, chromium) : 'not measured: no Chromium was found'
process.stdout.write(`${JSON.stringify({ engine, manyRuns, modelCalls, dashboard, memory, start, canvas }, null, 2)}\n`)
