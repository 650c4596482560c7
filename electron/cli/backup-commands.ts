import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Backup, BackupCounts, BackupWhy, RestorePreview } from '../../shared/contract/backups.ts'
import { NitiError, userError } from '../../shared/errors.ts'
import { openBackupsOffline } from '../engine/engine.ts'
import { exitCode } from './exit-code.ts'
import { countOf, formatBytes, formatTime } from './format.ts'
import { openLineReader } from './line-reader.ts'
import { withEngine } from './open-engine.ts'
import { dataDirOf } from './place.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

const reasons: Record<BackupWhy, string> = {
  'by-hand': 'by hand',
  regular: 'by itself',
  'before-update': 'before an update',
  'before-restore': 'before a restore',
  'before-migration': 'before its shape changed',
}

/** `niti backup`: writes one and reads it back. */
export function backupCommand(terminal: Terminal, { to, json }: { to?: string; json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const file = to === undefined ? {} : { to: resolve(terminal.cwd, to) }
    const made = await engine.client.backups.create({ why: 'by-hand', ...file })
    if (json) return `${JSON.stringify(made)}\n`
    return `${made.path}: ${formatBytes(made.bytes)}, read back and whole: ${describeCounts(made.counts)}.\n`
  })
}

/** `niti backup list`: also where the database cannot be opened any more. */
export async function listBackupsCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  const backups = openBackupsOffline(dataDirOf(terminal)).list()
  if (json) return terminal.out(`${JSON.stringify(backups)}\n`)
  if (backups.length === 0) return terminal.out('There is no backup so far. `niti backup` makes one.\n')
  await terminal.out(formatTextTable(backups, columns, terminal.paint))
}

const columns: TextColumn<Backup>[] = [
  { title: 'name', text: ({ fileName }) => fileName },
  { title: 'when', text: ({ at }) => formatTime(at) },
  { title: 'why', text: ({ why }) => reasons[why] },
  { title: 'size', align: 'right', text: ({ bytes }) => formatBytes(bytes) },
  { title: 'read back', text: ({ verifiedAt, problem }) => problem ?? (verifiedAt === null ? 'no' : 'whole') },
  { title: 'holds', text: ({ counts }) => (counts ? describeCounts(counts) : '') },
]

/** `niti backup verify`: ends with 1 where it is not whole. */
export async function verifyBackupCommand(
  terminal: Terminal,
  { name, json }: { name: string; json?: boolean },
): Promise<number> {
  const found = await openBackupsOffline(dataDirOf(terminal)).verify(name, Date.now)
  const words = found.problem ? `It is not whole. ${found.problem}` : `It is whole: ${describeCounts(found.counts)}.`
  await terminal.out(json ? `${JSON.stringify(found)}\n` : `${words}\n`)
  return found.problem ? exitCode.failed : exitCode.succeeded
}

/** `niti backup remove`. */
export async function removeBackupCommand(terminal: Terminal, { name }: { name: string }): Promise<void> {
  openBackupsOffline(dataDirOf(terminal)).remove(name)
  await terminal.out(`${name} is removed.\n`)
}

export type RestoreOptions = { backup: string; yes?: boolean; json?: boolean }

/** `niti restore`: says what it replaces, asks, and does it. No engine is opened: the database may be beyond that. */
export async function restoreBackupCommand(terminal: Terminal, { backup, yes, json }: RestoreOptions): Promise<void> {
  const backups = openBackupsOffline(dataDirOf(terminal))
  const file = resolve(terminal.cwd, backup)
  const isFile = !backups.list().some(({ fileName }) => fileName === backup) && existsSync(file)
  const wanted = isFile ? file : backup
  const preview = await backups.preview(wanted)
  if (preview.problem) throw new NitiError(preview.problem)
  if (!json) terminal.error(describePreview(preview))
  if (!yes && !(await agrees(terminal))) {
    throw userError('cli.not-restored', 'Nothing was restored.', {
      hint: 'Answer yes, or say --yes where nobody can be asked.',
    })
  }
  const { kept } = await backups.restore(wanted, Date.now())
  const { fileName } = preview.backup
  if (json) return terminal.out(`${JSON.stringify({ restored: fileName, kept })}\n`)
  const before =
    kept === null ? '' : ` The database of before is kept as ${kept}: \`niti restore ${kept}\` goes back to it.`
  await terminal.out(`${fileName} is restored.${before}\n`)
}

async function agrees(terminal: Terminal): Promise<boolean> {
  if (!terminal.canAsk) return false
  const reader = openLineReader({ input: process.stdin, output: process.stderr })
  try {
    const line = await reader.ask('Restore it? (yes or no): ', terminal.readerLeft)
    return ['yes', 'y'].includes(line?.trim().toLowerCase() ?? '')
  } finally {
    reader.close()
  }
}

function describePreview({ backup, now, runsInBackup }: RestorePreview): string {
  const lines = [
    `The backup of ${formatTime(backup.at)} (${reasons[backup.why]}) holds ${describeCounts(backup.counts)}.`,
    now
      ? `It takes the place of the database, which holds ${describeCounts(now)} and is kept beside it.`
      : 'The database in its place cannot be read; what there is of it is kept beside it.',
    ...(runsInBackup === 0
      ? []
      : [`${countOf(runsInBackup, 'run')} that had not ended when it was made will be ended, not gone on with.`]),
    'Triggers begin at this moment: what happened since the backup is neither begun again nor made up for.',
    'What was spent since does not count in budgets any more.',
  ]
  return `${lines.join('\n')}\n`
}

function describeCounts(counts: BackupCounts | null): string {
  if (!counts) return 'nobody has looked what'
  const { workflows, agents, runs, calls, conversations } = counts
  const parts = [
    countOf(workflows, 'workflow'),
    countOf(agents, 'agent'),
    countOf(runs, 'run'),
    countOf(calls, 'model call'),
    countOf(conversations, 'conversation'),
  ]
  return parts.join(', ')
}
