import { pathToFileURL } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { createStrictHost } from '../support/strict-host.ts'

/**
 * The process that gets killed: goes on with what it finds, starts a run of twelve calls side by side, half of them rounds
 * of a loop, and says so. It ends by itself when told to and nothing is left to do.
 */
const [enginePath = '', dataDir = '', modelUrl = '', what = ''] = process.argv.slice(2)
const { createEngine: create } = (await import(pathToFileURL(enginePath).href)) as { createEngine: typeof createEngine }

const engine = await create({
  dataDir,
  filesDir: dataDir,
  host: createStrictHost({ notify: async () => ({ shown: false, action: null }) }),
  env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: modelUrl },
  log: { info() {}, warn() {}, error: (message, data) => process.stderr.write(`${message} ${JSON.stringify(data)}\n`) },
})

const ask = {
  type: 'prompt',
  params: { model: 'openai/gpt-4o', prompt: 'Say hello', maxOutputTokens: 100 },
  policy: { onError: 'value' as const, fallback: null },
}
if (what === 'start') {
  const single = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`n${index}`, ask]))
  const items = ['a', 'b', 'c', 'd', 'e', 'f']
  const loop = { type: 'each', params: { items, concurrency: 3 }, graph: drawGraph('', { ask }) }
  const nodes = { ...single, loop }
  await engine.startFile({ text: JSON.stringify(drawWorkflow('', nodes)), inputs: {} })
  process.stdout.write('started\n')
} else {
  while ((await engine.client.runs.list({ status: 'running', limit: 1 })).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await engine.close()
  process.exit(0)
}
