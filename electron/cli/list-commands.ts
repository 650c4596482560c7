import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { formatCost, formatCount, formatTime } from './format.ts'
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
