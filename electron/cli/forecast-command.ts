import type { NodeForecast, RunForecast } from '../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { formatCount } from './format.ts'
import { withEngine } from './open-engine.ts'
import { readWorkflowText } from './read-workflow-text.ts'
import { gatherInputs } from './run-inputs.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

export type ForecastOptions = {
  workflow: string
  input: string[]
  inputs?: string
  published?: boolean
  model?: string
  start?: string
  upTo?: string
  json?: boolean
}

/** `niti forecast`: what a run would cost. In JSON what the engine says, money in micro-dollars, unknown ones null. */
export async function forecastCommand(terminal: Terminal, options: ForecastOptions): Promise<void> {
  const { workflow, model: defaultModel, start: startNode, upTo } = options
  const inputs = await gatherInputs({ pairs: options.input, file: options.inputs, cwd: terminal.cwd })
  const request = { inputs, defaultModel, startNode }
  // Ids are made by the app, and look like nothing a file is called.
  const isId = /^wf_[0-9a-z]+$/.test(workflow)
  const file = isId ? null : await readWorkflowText(workflow, { cwd: terminal.cwd, stdin: process.stdin })
  return withEngine(terminal, async (engine) => {
    const version = options.published ? ('published' as const) : ('draft' as const)
    const forecast = file
      ? await engine.forecastFile({ ...request, text: file.text })
      : await engine.client.costs.forecast({ ...request, workflowId: workflow, version, upTo })
    return options.json ? `${JSON.stringify(forecast)}\n` : formatForecast(forecast, terminal)
  })
}

/** The table of nodes, the total, and what nobody can tell. */
export function formatForecast(forecast: RunForecast, { paint }: Pick<Terminal, 'paint'>): string {
  const { nodes, expectedMicroUsd, mostMicroUsd, cappedBy, unknownNodes } = forecast
  if (nodes.length === 0 && unknownNodes.length === 0) return 'It asks no model, so it costs nothing.\n'
  const table = nodes.length === 0 ? '' : `${formatTextTable(nodes, columns, paint)}\n`
  const plus = unknownNodes.length > 0 ? ', and what is unknown' : ''
  const cap = cappedBy ? `, as the budget “${cappedBy.title}” has no more left` : ''
  const most = mostMicroUsd === null ? 'Nothing limits it.' : `At most ${formatMicroUsd(mostMicroUsd)}${cap}.`
  const unknown =
    unknownNodes.length > 0 ? `Unknown before it runs: ${unknownNodes.join(', ')}. A dry run tells more.\n` : ''
  return `${table}Expected: ${formatMicroUsd(expectedMicroUsd)}${plus}. ${most}\n${unknown}`
}

const columns: TextColumn<NodeForecast>[] = [
  { title: 'node', text: ({ nodeId }) => nodeId, most: 40 },
  { title: 'model', text: ({ model }) => model ?? 'chosen in the run', most: 32 },
  { title: 'calls', align: 'right', text: ({ calls }) => formatCount(Math.round(calls.expected * 10) / 10) },
  { title: 'in', align: 'right', text: ({ inputTokens }) => formatCount(inputTokens.expected) },
  { title: 'out', align: 'right', text: ({ outputTokens }) => formatCount(outputTokens.expected) },
  { title: 'expected', align: 'right', text: ({ expectedMicroUsd }) => formatMicroUsd(expectedMicroUsd) },
  { title: 'at most', align: 'right', text: ({ mostMicroUsd }) => formatMicroUsd(mostMicroUsd) },
  { title: 'from', text: basisText },
]

function basisText({ basis }: NodeForecast): string {
  if (basis.kind === 'prompt') return 'its prompt'
  return basis.runs === 1 ? 'its last run' : `its last ${basis.runs} runs`
}
