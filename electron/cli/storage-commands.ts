import type { StorageOfWorkflow, StorageUsage } from '../../shared/contract/storage.ts'
import { userError } from '../../shared/errors.ts'
import type { Retention } from '../../shared/workflow/workflow.ts'
import { countOf, formatBytes, formatCount, formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

const partNames: Record<StorageUsage['parts'][number]['part'], string> = {
  runs: 'what runs did',
  values: 'large values and files',
  workflows: 'workflows and their history',
  costs: 'costs',
  other: 'the rest',
}

/** `niti storage`: what takes room in the data folder. */
export function storageCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const usage = await engine.client.storage.usage()
    return json ? `${JSON.stringify(usage)}\n` : formatUsage(usage, terminal)
  })
}

function formatUsage(usage: StorageUsage, { paint }: Terminal): string {
  const { path, fileBytes, walBytes, freeBytes, diskFreeBytes, parts, workflows, backups, lastCleanedAt } = usage
  const head = [
    `${path}: ${formatBytes(fileBytes + walBytes)}, of it ${formatBytes(freeBytes)} not in use; ` +
      `${formatBytes(diskFreeBytes)} free on the disk.`,
    lastCleanedAt === null ? 'Nothing was cleaned so far.' : `Last cleaned ${formatTime(lastCleanedAt)}.`,
  ]
  const partTable = formatTextTable(parts, partColumns, paint)
  const workflowTable = workflows.length > 0 ? `\n${formatTextTable(workflows, workflowColumns, paint)}` : ''
  const copies = backups.map(({ fileName, bytes }) => `${fileName}  ${formatBytes(bytes)}\n`)
  const copyLines = copies.length > 0 ? `\nBackups:\n${copies.join('')}` : ''
  return `${head.join('\n')}\n\n${partTable}${workflowTable}${copyLines}`
}

const partColumns: TextColumn<StorageUsage['parts'][number]>[] = [
  { title: 'part', text: ({ part }) => partNames[part] },
  { title: 'size', align: 'right', text: ({ bytes }) => formatBytes(bytes) },
  { title: 'entries', align: 'right', text: ({ part, count }) => (part === 'other' ? '' : formatCount(count)) },
]

const workflowColumns: TextColumn<StorageOfWorkflow>[] = [
  { title: 'workflow', text: ({ workflowId }) => workflowId ?? '-' },
  { title: 'name', text: ({ workflowId, name }) => (workflowId === null ? 'files' : name), most: 40 },
  { title: 'runs', align: 'right', text: ({ runs }) => formatCount(runs) },
  { title: 'size', align: 'right', text: ({ bytes }) => formatBytes(bytes) },
  { title: 'kept', text: ({ retention }) => describeRetention(retention) },
]

function describeRetention(retention: Retention | null): string {
  if (!retention) return 'as the settings say'
  const { days, runs } = retention
  const rules = [days !== undefined && countOf(days, 'day'), runs !== undefined && countOf(runs, 'run')]
  return rules.filter((rule) => rule !== false).join(', ') || 'for ever'
}

export type CleanOptions = { days?: number; runs?: number; workflow?: string; dryRun?: boolean; json?: boolean }

/** `niti storage clean`: removes what finished runs left behind. Without a limit, those in force are applied. */
export function cleanCommand(terminal: Terminal, options: CleanOptions): Promise<void> {
  const { days, runs, workflow: workflowId, dryRun, json } = options
  return withEngine(terminal, async (engine) => {
    if (workflowId !== undefined) {
      const known = await engine.client.workflows.list()
      if (!known.some((workflow) => workflow.workflowId === workflowId)) {
        throw userError('cli.no-workflow', `There is no workflow \`${workflowId}\`.`, {
          hint: '`niti workflows` lists them.',
        })
      }
    }
    const request = { days, runs, workflowId }
    const freed = await (dryRun ? engine.client.storage.preview(request) : engine.client.storage.clean(request))
    if (json) return `${JSON.stringify(freed)}\n`
    if (freed.runs === 0) return 'Nothing to remove.\n'
    const what = `what ${countOf(freed.runs, 'run')} left behind, about ${formatBytes(freed.bytes)}`
    if (dryRun) return `Would remove ${what}.\n`
    return `Removed ${what}. \`niti storage compact\` gives the room back to the disk.\n`
  })
}

/** `niti storage compact`: gives the room in the file that is not in use back to the disk. */
export function compactCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { bytes } = await engine.client.storage.compact()
    return json ? `${JSON.stringify({ bytes })}\n` : `${formatBytes(bytes)} given back to the disk.\n`
  })
}
