import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { formatCost, formatCount, formatDuration, formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type ListOptions = { json?: boolean }

/** `niti nodes`: every node type there is. `--json` gives the whole catalogue with the JSON Schema of the params. */
export function nodesCommand(terminal: Terminal, { json }: ListOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const entries = await engine.client.catalog.list()
    return json ? `${JSON.stringify(entries)}\n` : formatTextTable(entries, nodeColumns, terminal.paint)
  })
}

const nodeColumns: TextColumn<CatalogEntry>[] = [
  { title: 'type', text: (entry) => entry.type },
  { title: 'group', text: (entry) => entry.group },
  { title: 'what it does', text: (entry) => entry.summary },
]

type RunsOptions = ListOptions & { limit: number; workflow?: string }

/** `niti runs`: the newest runs. In JSON, `microUsd` is null where some call's price is unknown. */
export function runsCommand(terminal: Terminal, { json, limit, workflow }: RunsOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const runs = await engine.client.runs.list({ limit, workflowId: workflow })
    if (json) {
      const known = runs.map((run) => ({ ...run, microUsd: run.unknownCalls > 0 ? null : run.microUsd }))
      return `${JSON.stringify(known)}\n`
    }
    if (runs.length === 0) return 'No runs yet. Start one with: niti run FILE\n'
    return formatTextTable(runs, runColumns, terminal.paint)
  })
}

const runColumns: TextColumn<RunSummary>[] = [
  { title: 'run', text: (run) => run.runId },
  { title: 'workflow', text: (run) => run.workflowName, most: 30 },
  { title: 'status', text: (run) => run.status },
  { title: 'started', text: (run) => formatTime(run.startedAt) },
  { title: 'time', align: 'right', text: (run) => (run.durationMs === null ? '' : formatDuration(run.durationMs)) },
  { title: 'in', align: 'right', text: (run) => formatCount(run.inputTokens) },
  { title: 'out', align: 'right', text: (run) => formatCount(run.outputTokens) },
  { title: 'cost', align: 'right', text: formatCost },
]

/** `niti workflows`: what the app's list shows. */
export function workflowsCommand(terminal: Terminal, { json }: ListOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const workflows = await engine.client.workflows.list()
    if (json) return `${JSON.stringify(workflows)}\n`
    if (workflows.length === 0) return 'No workflows yet. Bring one in with: niti import FILE\n'
    return formatTextTable(workflows, workflowColumns, terminal.paint)
  })
}

const workflowColumns: TextColumn<WorkflowSummary>[] = [
  { title: 'workflow', text: (workflow) => workflow.workflowId },
  { title: 'name', text: (workflow) => workflow.name, most: 40 },
  { title: 'nodes', align: 'right', text: (workflow) => formatCount(workflow.nodeCount) },
  { title: 'changed', text: (workflow) => formatTime(workflow.updatedAt) },
  { title: 'last run', text: (workflow) => workflow.lastRun?.status ?? '' },
  { title: 'this month', align: 'right', text: monthCost },
]

function monthCost({ monthMicroUsd, monthUnknownCalls }: WorkflowSummary): string {
  return formatCost({ microUsd: monthMicroUsd, unknownCalls: monthUnknownCalls })
}
