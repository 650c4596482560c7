import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { formatMicroUsd } from '../../shared/money.ts'
import type { RunView } from '../../shared/run/view.ts'
import type { Engine } from '../engine/engine.ts'
import { exitCodeOfRun } from './exit-code.ts'
import { formatCount } from './format.ts'
import { openEngine } from './open-engine.ts'
import { dataDirOf, programResourcesDir } from './place.ts'
import { printResult } from './print-result.ts'
import { runFile } from './run-file.ts'
import type { Terminal } from './terminal.ts'

const demoModel = 'demo/demo'
const compared = 'openai/gpt-4o-mini'

/**
 * `niti demo`: the example digest over this program's own documents with the offline demo model, then an agent that is asked
 * about them. Without `NITI_HOME` it leaves nothing behind but the digest, in the temporary folder.
 */
export async function demoCommand(terminal: Terminal): Promise<number> {
  const resources = programResourcesDir()
  const text = await readFile(join(resources, 'examples', 'digest.niti.json'), 'utf8')
  const place = await preparePlace(terminal)
  // Without the person's keys: nothing of this may cost money, whatever the example turns into.
  const env = { NITI_LOG: terminal.env.NITI_LOG }
  const { engine, log, close } = await openEngine(terminal, { dataDir: place.dataDir, env })
  try {
    await terminal.out(`${demoNote}\n\n`)
    const inputs = { folder: dirname(resources), pattern: '*.md', output: place.output }
    const { view } = await runFile({
      ...{ terminal, engine, log, text, inputs, defaultModel: demoModel },
      filesDir: dirname(resources),
      show: 'table',
    })
    await printResult(terminal, { ...view, outputs: {} })
    if (view.status !== 'succeeded') return exitCodeOfRun(view.status)
    await terminal.out(`Written to ${place.output}\n`)
    await printEstimate(terminal, engine, view)
    return await askAgent({ terminal, engine, log }, resources)
  } finally {
    await close()
    if (place.isThrowAway) await rm(place.dataDir, { recursive: true, force: true })
  }
}

/** The example agent: its model goes by a script, its tools are real ones and really read. */
async function askAgent(means: Pick<Parameters<typeof runFile>[0], 'terminal' | 'engine' | 'log'>, resources: string) {
  const { terminal } = means
  const text = await readFile(join(resources, 'examples', 'agent.niti.json'), 'utf8')
  await terminal.out(`\n${agentNote}\n\n`)
  const filesDir = dirname(resources)
  const ran = await runFile({ ...means, text, inputs: {}, defaultModel: demoModel, filesDir, show: 'table' })
  for (const { turn, title, input, output } of toolCallsOf(ran.view)) {
    await terminal.out(`turn ${turn + 1}: ${title} ${shortly(JSON.stringify(input))}\n  ${shortly(output ?? '')}\n`)
  }
  await printResult(terminal, ran.view)
  return exitCodeOfRun(ran.view.status)
}

function toolCallsOf({ nodes }: RunView) {
  return Object.values(nodes).flatMap((node) => node.toolCalls ?? [])
}

/** One line of a terminal. */
function shortly(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}

const agentNote =
  'Now an agent with three tools is asked about the same folder. The demo model goes by a script (each tool once, in order); ' +
  'what the tools do is real.'

const demoNote =
  'The offline demo model is no AI: it copies and counts, so that you see a run without a key or a network.'

async function preparePlace(terminal: Terminal): Promise<{ dataDir: string; output: string; isThrowAway: boolean }> {
  if (terminal.env.NITI_HOME) {
    const dataDir = dataDirOf(terminal)
    const folder = join(dataDir, 'demo')
    await mkdir(folder, { recursive: true })
    return { dataDir, output: join(folder, 'digest.md'), isThrowAway: false }
  }
  const folder = await mkdtemp(join(tmpdir(), 'niti-demo-'))
  return { dataDir: join(folder, 'data'), output: join(folder, 'digest.md'), isThrowAway: true }
}

async function printEstimate(terminal: Terminal, engine: Engine, { cost }: RunView): Promise<void> {
  if (cost.calls === 0) return
  const { inputTokens, outputTokens } = cost
  const usage = { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 }
  const microUsd = await engine.estimateCost({ model: compared, usage })
  const tokens = `${formatCount(inputTokens)} tokens in and ${formatCount(outputTokens)} out`
  const price = microUsd === null ? 'an unknown price' : `about ${formatMicroUsd(microUsd)}`
  await terminal.out(`Estimate: with gpt-4o-mini the same ${tokens} would have cost ${price}. The demo cost $0.\n`)
}
