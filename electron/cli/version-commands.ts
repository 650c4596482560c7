import type { VersionPoint, VersionSummary } from '../../shared/contract/versions.ts'
import { userError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { type DiffSummary, type FieldChange, isEmptyDiff, type WorkflowDiff } from '../../shared/workflow/diff.ts'
import { edgeId } from '../../shared/workflow/workflow.ts'
import { countOf, formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'
import { printable } from './text-width.ts'

type OfWorkflow = { workflow: string; json?: boolean }

/** `niti history`: the versions of a workflow, newest first. */
export function historyCommand(terminal: Terminal, options: OfWorkflow & { limit: number }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const versions = await engine.client.versions.list({ workflowId: options.workflow, limit: options.limit })
    if (options.json) return `${JSON.stringify(versions)}\n`
    return formatTextTable(versions, columns, terminal.paint)
  })
}

const columns: TextColumn<VersionSummary>[] = [
  { title: 'version', align: 'right', text: ({ version }) => String(version) },
  { title: 'when', text: ({ at }) => formatTime(at) },
  { title: 'kind', text: ({ kind, isPublished }) => (isPublished ? 'published now' : kind) },
  { title: 'changes', text: ({ changes }) => (changes ? describeChanges(changes) : 'the beginning'), most: 60 },
  { title: 'note', text: ({ note }) => note },
]

function describeChanges({ added, removed, changed, moved, wires, workflow }: DiffSummary): string {
  const words = [
    added > 0 && `${countOf(added, 'node')} added`,
    removed > 0 && `${countOf(removed, 'node')} removed`,
    changed > 0 && `${countOf(changed, 'node')} changed`,
    wires > 0 && `${countOf(wires, 'wire')} changed`,
    workflow && 'settings changed',
  ].filter((word) => word !== false)
  if (words.length === 0 && moved > 0) return `${countOf(moved, 'node')} moved`
  return words.join(', ')
}

/** `niti diff`: what is different between two versions, or a version and the draft. */
export function diffCommand(terminal: Terminal, options: OfWorkflow & { from: string; to?: string }): Promise<void> {
  const from = pointOf(options.from)
  const to: VersionPoint = options.to === undefined ? { kind: 'draft' } : pointOf(options.to)
  return withEngine(terminal, async (engine) => {
    const diff = await engine.client.versions.diff({ workflowId: options.workflow, from, to })
    return options.json ? `${JSON.stringify(diff)}\n` : formatDiff(diff)
  })
}

function formatDiff(diff: WorkflowDiff): string {
  if (isEmptyDiff(diff)) return 'No difference.\n'
  const marks = { added: '+', removed: '-', changed: '~' }
  const lines = [
    ...(diff.workflow.length > 0 ? ['~ workflow', ...diff.workflow.flatMap(fieldLines)] : []),
    ...diff.nodes.flatMap(({ at, id, change, was, type, fields }) => [
      `${marks[change]} ${[...at, id].join('.')} (${type})${was === null ? '' : `, was ${was}`}`,
      ...fields.flatMap(fieldLines),
    ]),
    ...diff.wires.map(({ at, change, wire }) => `${marks[change]} wire ${[...at, edgeId(wire)].join('.')}`),
    ...(diff.moved.length > 0 ? [`~ ${countOf(diff.moved.length, 'node')} moved`] : []),
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function fieldLines({ path, before, after }: FieldChange): string[] {
  const name = path.join('.')
  return [
    ...(before === undefined ? [] : [`    - ${name}: ${shown(before)}`]),
    ...(after === undefined ? [] : [`    + ${name}: ${shown(after)}`]),
  ]
}

function shown(value: Json): string {
  return JSON.stringify(value)
}

/** `niti publish`: makes the draft what triggers run. */
export function publishCommand(terminal: Terminal, options: OfWorkflow & { note?: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const publication = await engine.client.workflows.publish({ workflowId: options.workflow, note: options.note })
    return options.json ? `${JSON.stringify(publication)}\n` : `Version ${publication.version} is published.\n`
  })
}

/** `niti restore`: makes an older version the draft. */
export function restoreCommand(terminal: Terminal, options: { workflow: string; version: string }): Promise<void> {
  const point = pointOf(options.version)
  return withEngine(terminal, async (engine) => {
    const workflowId = options.workflow
    const { revision } = await engine.client.workflows.get({ workflowId })
    await engine.client.versions.restore({ workflowId, point, draftRevision: revision })
    return `The draft is what version ${options.version} was.\n`
  })
}

function pointOf(text: string): VersionPoint {
  const version = Number(text)
  if (/^\d+$/.test(text) && version >= 1 && Number.isSafeInteger(version)) return { kind: 'version', version }
  throw userError('cli.bad-version', `\`${text}\` is not a version.`, { hint: '`niti history` lists them by number.' })
}
