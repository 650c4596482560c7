// Runs a stored chain of so many nodes in the built engine (path, count) and prints the most memory it held, in MB.
import type { createEngine } from '../../electron/engine/engine.ts'
import { runStored, withEngine } from './measure-engine.ts'
import { chain } from './workflows.ts'

const [, , enginePath = '', count = '0'] = process.argv
const engine: { createEngine: typeof createEngine } = await import(enginePath)
await withEngine(engine.createEngine, async ({ client }) => {
  if (count === '0') return
  const { workflowId } = await client.workflows.import({ text: JSON.stringify(chain(Number(count))) })
  await runStored({ client }, workflowId)
})
process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)))
