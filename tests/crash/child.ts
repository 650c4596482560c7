import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { innerWorkflow, mixedWorkflows } from './workflows.ts'

/**
 * The process that gets killed: an engine that goes on with what it finds, starts one run for each line on its input
 * (`<number of the workflow> <tag>`), and ends by itself when told so and nothing is left to do.
 */
const [enginePath = '', dataDir = '', modelUrl = ''] = process.argv.slice(2)
const { createEngine: create } = (await import(pathToFileURL(enginePath).href)) as { createEngine: typeof createEngine }

const engine = await create({
  dataDir,
  filesDir: dataDir,
  host: createStrictHost({ notify: async () => ({ shown: true, action: null }) }),
  env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: modelUrl },
  log: { info() {}, warn() {}, error: (message, data) => process.stderr.write(`${message} ${JSON.stringify(data)}\n`) },
})
const kept = (await engine.client.workflows.list()).at(0)
const text = writeWorkflowFile(innerWorkflow)
const { workflowId: inner } = kept ?? (await engine.client.workflows.import({ text }))
process.stdout.write('ready\n')

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break
  const [number, tag = ''] = line.split(' ')
  const workflow = mixedWorkflows[Number(number)]
  if (!workflow) throw new Error(`there is no workflow ${number}`)
  // A call that is cut off counts with the most it may have cost, so one whose answers are short: else what a run may spend
  // is gone after a dozen kills, which is not what is looked for here.
  const defaultModel = 'openai/gpt-4o-mini'
  const { runId } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: { tag, inner }, defaultModel })
  process.stdout.write(`started ${runId}\n`)
}
for (let left = true; left; ) {
  await new Promise((resolve) => setTimeout(resolve, 20))
  left = (await engine.client.runs.list({ status: 'running', limit: 1 })).length > 0
}
await engine.close()
process.exit(0)
