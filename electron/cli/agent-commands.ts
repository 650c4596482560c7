import { resolve } from 'node:path'
import type { AgentSummary } from '../../shared/contract/agents.ts'
import { userError } from '../../shared/errors.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { nearestName } from '../../shared/nearest-name.ts'
import type { Engine } from '../engine/engine.ts'
import { exitCodeOfRun } from './exit-code.ts'
import { openEngine, withEngine } from './open-engine.ts'
import { printResult } from './print-result.ts'
import { readWorkflowText } from './read-workflow-text.ts'
import { runFile } from './run-file.ts'
import { reportRun } from './run-report.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'
import { writeNew } from './write-new.ts'

const columns: TextColumn<AgentSummary>[] = [
  { title: 'agent', text: ({ agentId }) => agentId },
  { title: 'name', text: ({ name }) => name, most: 40 },
  { title: 'model', text: ({ model }) => model, most: 40 },
  { title: 'tools', align: 'right', text: ({ toolCount }) => String(toolCount) },
  { title: 'published', text: publishedText },
  { title: 'this month', align: 'right', text: ({ microUsdThisMonth }) => formatMicroUsd(microUsdThisMonth) },
]

function publishedText({ publishedVersion, hasChanges }: AgentSummary): string {
  if (publishedVersion === null) return 'no'
  return hasChanges ? `version ${publishedVersion}, draft differs` : `version ${publishedVersion}`
}

/** `niti agents`: each agent with what it has and cost. */
export function agentsCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  return withEngine(terminal, async ({ client }) => {
    const agents = await client.agents.list()
    if (json) return `${JSON.stringify(agents)}\n`
    if (agents.length === 0) return 'No agents yet. Make one in the app, or bring one in: niti agent import FILE\n'
    return formatTextTable(agents, columns, terminal.paint)
  })
}

/** `niti agent show`: all of it, with where it is used. */
export function showAgentCommand(terminal: Terminal, { agent }: { agent: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { agentId } = await findAgent(engine, agent)
    return `${JSON.stringify(await engine.client.agents.get({ agentId }), null, 2)}\n`
  })
}

/** `niti agent publish`: what the draft says is what runs from now on. */
export function publishAgentCommand(terminal: Terminal, options: { agent: string; note: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { agentId, name } = await findAgent(engine, options.agent)
    const { publishedVersion } = await engine.client.agents.publish({ agentId, note: options.note })
    return `“${name}” runs as version ${publishedVersion}.\n`
  })
}

/** `niti agent export`: the text of its file on stdout, or into a file that is not there yet. */
export function exportAgentCommand(terminal: Terminal, options: { agent: string; output?: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { agentId } = await findAgent(engine, options.agent)
    const { text } = await engine.client.agents.export({ agentId })
    const { output } = options
    if (output === undefined) return text
    await writeNew(resolve(terminal.cwd, output), output, text)
    return `Written to ${output}\n`
  })
}

/** `niti agent import`: keeps an agent's file as an agent of the app, published where that is asked for. */
export async function importAgentCommand(
  terminal: Terminal,
  options: { file: string; publish?: boolean; json?: boolean },
): Promise<void> {
  const { text } = await readWorkflowText(options.file, { cwd: terminal.cwd, stdin: process.stdin })
  await withEngine(terminal, async ({ client }) => {
    const { agentId } = await client.agents.import({ text })
    if (options.publish) await client.agents.publish({ agentId })
    return options.json ? `${JSON.stringify({ agentId })}\n` : `${agentId}\n`
  })
}

/** `niti agent remove`. */
export function removeAgentCommand(terminal: Terminal, options: { agent: string; even?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { agentId, name } = await findAgent(engine, options.agent)
    await engine.client.agents.remove({ agentId, even: options.even ?? false })
    return `Removed “${name}”.\n`
  })
}

type AskOptions = { agent: string; task: string; draft?: boolean; model?: string; json?: boolean; events?: boolean }

/** `niti agent ask`: gives it a task as a run of its own, and prints the answer. Answers the exit code. */
export async function askAgentCommand(terminal: Terminal, options: AskOptions): Promise<number> {
  const { engine, log, close } = await openEngine(terminal, {})
  try {
    const { agentId, name, publishedVersion } = await findAgent(engine, options.agent)
    if (publishedVersion === null && !options.draft) {
      throw userError('agent.not-published', `“${name}” has no published version.`, {
        hint: 'Publish it with `niti agent publish`, or ask its draft with --draft.',
      })
    }
    const show = options.events ? 'events' : options.json ? 'nothing' : 'table'
    const { view, document } = await runFile({
      ...{ terminal, engine, log, show },
      text: taskFile(agentId, name, options.draft ? 'draft' : 'published'),
      inputs: { task: options.task },
      ...(options.model !== undefined && { defaultModel: options.model }),
    })
    if (options.json) await terminal.out(`${JSON.stringify(reportRun(view, document))}\n`)
    else if (!options.events) await printResult(terminal, view)
    return exitCodeOfRun(view.status)
  } finally {
    await close()
  }
}

/** A workflow that hands its one input to the agent: nothing in the task is taken for an expression. */
function taskFile(agentId: string, name: string, version: 'draft' | 'published'): string {
  const at = { version: 1, position: { x: 0, y: 0 } }
  const params = { agentId, version, task: '{{ inputs.task }}' }
  return JSON.stringify({
    format: 1,
    name,
    nodes: {
      start: { ...at, type: 'manual', params: { inputs: [{ name: 'task', type: 'long-text', required: true }] } },
      agent: { ...at, type: 'agent', title: name, params },
    },
    edges: [{ from: 'start', fromPort: 'out', to: 'agent', toPort: 'in' }],
  })
}

/** By its id, or by its name where only one is called so. */
async function findAgent({ client }: Pick<Engine, 'client'>, wanted: string): Promise<AgentSummary> {
  const agents = await client.agents.list()
  const byId = agents.find(({ agentId }) => agentId === wanted)
  if (byId) return byId
  const [named, another] = agents.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (named && another) {
    throw userError('agent.ambiguous', `More than one agent is called “${wanted}”.`, {
      hint: 'Name it by its id, as `niti agents` shows it.',
    })
  }
  if (named) return named
  const names = agents.map(({ name }) => name)
  const near = nearestName(wanted, names)
  throw userError('agent.not-found', `There is no agent “${wanted}”.`, {
    hint: near ? `Did you mean “${near}”?` : '`niti agents` lists those there are.',
  })
}
