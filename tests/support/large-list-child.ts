import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import { keepHeapSmall } from '../../electron/engine/heap-growth.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import { emptyRunView, type RunView, reduceRun } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawGraph, drawWorkflow } from './draw-workflow.ts'
import { createStrictHost } from './strict-host.ts'

/**
 * A process of its own whose memory is measured: runs a loop over a long list to its end as `niti run` does (`run`), leaves
 * when a part of it is done (`stop`), goes on with what was left (`resume`), or folds a run as a page does (`fold`). Prints
 * what became of it, with the most memory it ever held and the longest time the event loop stood still.
 */
// As the engine does when it is opened; here before it is loaded.
keepHeapSmall()
const [enginePath = '', dataDir = '', what = '', countText = '', givenRunId = ''] = process.argv.slice(2)
const { createEngine: create } = (await import(pathToFileURL(enginePath).href)) as { createEngine: typeof createEngine }
const count = Number(countText)
const resumeRuns = what === 'resume'
const engine = await create({ dataDir, filesDir: dataDir, host: createStrictHost(), env: {}, resumeRuns })

let longestMs = 0
let last = performance.now()
const pulse = setInterval(() => {
  const now = performance.now()
  longestMs = Math.max(longestMs, now - last)
  last = now
}, 5)

function start() {
  const customers = Array.from({ length: count }, (_, id) => {
    return { id, name: `Customer ${id}`, city: `Town ${id % 100}`, note: 'forty characters of words about this one' }
  })
  const line = { type: 'template', params: { text: '{{ item.name }} of {{ item.city }}' } }
  const inputs = [{ name: 'customers', type: 'list' }]
  const workflow = drawWorkflow('given -> all', {
    given: { type: 'manual', params: { inputs } },
    all: { type: 'each', params: { items: '{{ inputs.customers }}' }, graph: drawGraph('line', { line }) },
  })
  return engine.startFile({ text: writeWorkflowFile(workflow), inputs: { customers } })
}

/** As a page does: batch after batch, and it keeps the events for its log. */
async function fold(runId: string): Promise<RunView> {
  const events: RunEvent[] = []
  let view = emptyRunView(runId)
  let batch: RunEvent[] = []
  for await (const push of engine.watch(runId, 0)) {
    batch.push(...push.events)
    if (batch.length < 5_000 && batch.at(-1)?.type !== 'run-finished') continue
    view = reduceRun(view, batch)
    events.push(...batch)
    batch = []
  }
  if (events.length !== view.lastSeq) throw new Error(`${events.length} of ${view.lastSeq} events came`)
  return view
}

/** As the program does when it starts: nobody looks at the run until it is over. */
async function resume(runId: string): Promise<RunView> {
  const { runs } = engine.client
  while ((await runs.get({ runId })).run.status === 'running') await new Promise((resolve) => setTimeout(resolve, 50))
  const { run } = await runs.get({ runId })
  const { value } = await runs.value({ runId, scope: '', node: 'all', port: 'out' })
  return { ...emptyRunView(runId), status: run.status, outputs: { all: value } }
}

async function work(): Promise<RunView> {
  if (what === 'fold') return fold(givenRunId)
  if (what === 'resume') return resume(givenRunId)
  const { runId, finished } = await start()
  if (what === 'run') return finished
  let rounds = 0
  for await (const { events } of engine.watch(runId, 0)) {
    rounds += events.filter(({ type }) => type === 'iteration-finished').length
    if (rounds > count / 2) break
  }
  // As the program leaves its runs when it is closed; the next start finds this one in the middle.
  await engine.close()
  return emptyRunView(runId)
}

const view = await work()
clearInterval(pulse)
const { all = null } = view.outputs
const report = {
  runId: view.runId,
  status: view.status,
  error: view.error?.message ?? null,
  results: Array.isArray(all) ? all.length : null,
  nodes: Object.keys(view.nodes).length,
  peakMb: Math.round(peakKib() / 1024),
  longestMs: Math.round(longestMs),
}
process.stdout.write(`${JSON.stringify(report)}\n`)
await engine.close()

/** What resourceUsage() says begins with the size of the process that started this one. */
function peakKib(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}
