import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { RunLogLine } from '../../shared/contract/runs.ts'
import { userError } from '../../shared/errors.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import {
  type ComparedNode,
  type ComparedRun,
  type ComparedSide,
  compareRuns,
  isDifferent,
} from '../../shared/run/compare-runs.ts'
import { isOver, type LogLevel, nodeKey } from '../../shared/run/events.ts'
import { summariseDiff } from '../../shared/workflow/diff.ts'
import type { Engine } from '../engine/engine.ts'
import { countOf, formatCost, formatCount, formatDuration, formatTime } from './format.ts'
import { openEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'
import { printable } from './text-width.ts'

type LogsOptions = { run: string; level: LogLevel; node?: string; follow?: boolean; json?: boolean }

const colours = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const
const linesAtOnce = 1_000

/** `niti runs logs`: the log of a run; with `follow`, on until it is over or nobody reads any more. */
export function logsCommand(terminal: Terminal, options: LogsOptions): Promise<void> {
  return withOwnEngine(terminal, async (engine) => {
    const { run: runId, follow } = options
    let afterSeq = await printLines(engine, terminal, { ...options, afterSeq: 0 })
    if (!follow || isOver(engine.viewOf(runId).status)) return
    for await (const { events } of engine.watch(runId, afterSeq, terminal.readerLeft)) {
      const last = events.at(-1)
      if (last) afterSeq = await printLines(engine, terminal, { ...options, afterSeq })
    }
  })
}

/** Prints what there is after `afterSeq`, and answers up to where that was. */
async function printLines(
  engine: Engine,
  terminal: Terminal,
  { run: runId, level, node, json, afterSeq }: LogsOptions & { afterSeq: number },
): Promise<number> {
  for (let after = afterSeq; ; ) {
    const asked = { runId, level, ...(node !== undefined && { node }), afterSeq: after, limit: linesAtOnce }
    const { lines, nextSeq } = await engine.client.runs.logs(asked)
    for (const line of lines) {
      await terminal.out(json ? `${JSON.stringify(line)}\n` : `${lineText(terminal, line)}\n`)
    }
    if (nextSeq === null || terminal.readerLeft.aborted) return lines.at(-1)?.seq ?? after
    after = nextSeq
  }
}

function lineText({ paint }: Terminal, { at, level, node, scope, text }: RunLogLine): string {
  const where = node === '' ? '' : `${printable(nodeKey(scope, node))}  `
  return `${paint('gray', formatTime(at))}  ${paint(colours[level], level.padEnd(5))}  ${where}${printable(text)}`
}

type ExportOptions = { run: string; format: 'json' | 'otlp'; out?: string; content: boolean }

/** `niti runs export`: a whole run, piece by piece, so that a long one needs no more memory than a short one. */
export function exportCommand(terminal: Terminal, { run, format, out, content }: ExportOptions): Promise<void> {
  return withOwnEngine(terminal, async (engine) => {
    const pieces = await engine.client.runs.export({ runId: run, format, withContent: content })
    if (out !== undefined) return writePieces(resolve(terminal.cwd, out), out, pieces)
    for await (const { text } of pieces) {
      if (terminal.readerLeft.aborted) return
      await terminal.out(text)
    }
  })
}

/** A file that is not there yet. What is half written when something goes wrong is taken away again. */
async function writePieces(path: string, name: string, pieces: AsyncIterable<{ text: string }>): Promise<void> {
  let isOurs = false
  const file = createWriteStream(path, { flags: 'wx' })
  file.once('open', () => {
    isOurs = true
  })
  try {
    await pipeline(textsOf(pieces), file)
  } catch (thrown) {
    if (isOurs) await rm(path, { force: true })
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null
    if (code === 'EEXIST') throw userError('cli.file-exists', `${name} is there already; nothing was written.`)
    if (code !== null) throw userError('cli.write-failed', `${name} could not be written (${code}).`)
    throw thrown
  }
}

async function* textsOf(pieces: AsyncIterable<{ text: string }>): AsyncGenerator<string> {
  for await (const { text } of pieces) yield text
}

type CompareOptions = { a: string; b: string; all?: boolean; json?: boolean }

/** `niti runs compare`: two runs side by side, and the nodes that went another way. */
export function compareCommand(terminal: Terminal, { a, b, all, json }: CompareOptions): Promise<void> {
  return withOwnEngine(terminal, async (engine) => {
    const comparison = compareRuns(await comparedRun(engine, a), await comparedRun(engine, b))
    if (json) return terminal.out(`${JSON.stringify(comparison)}\n`)
    const nodes = comparison.nodes.filter((node) => all || isDifferent(node))
    const { added, removed, changed, wires } = summariseDiff(comparison.documents)
    const edits = [
      added > 0 && `${added} added`,
      removed > 0 && `${removed} removed`,
      changed > 0 && `${changed} changed`,
    ]
    const said = [...edits, wires > 0 && countOf(wires, 'wire')].filter((one) => one !== false)
    await terminal.out(
      [
        formatTextTable(figureRows(comparison.a, comparison.b), figureColumns, terminal.paint),
        said.length === 0 ? 'Both ran the same workflow.\n' : `The workflow: ${said.join(', ')}.\n`,
        nodes.length === 0
          ? 'They went the same way: nothing that was done, given or answered differs.\n'
          : formatTextTable(nodes, nodeColumns, terminal.paint),
      ].join('\n'),
    )
  })
}

async function comparedRun(engine: Engine, runId: string): Promise<ComparedRun> {
  const { run, document } = await engine.client.runs.get({ runId })
  if (run.clearedAt !== null) throw userError('run.cleared', `What \`${runId}\` did was removed to make room.`)
  return { view: engine.viewOf(runId), document, trigger: run.trigger }
}

type FigureRow = { name: string; a: string; b: string }

const figureColumns: TextColumn<FigureRow>[] = [
  { title: '', text: ({ name }) => name },
  { title: 'A', text: ({ a }) => a, most: 40 },
  { title: 'B', text: ({ b }) => b },
]

function figureRows(a: ComparedSide, b: ComparedSide): FigureRow[] {
  const row = (name: string, of: (side: ComparedSide) => string): FigureRow => ({ name, a: of(a), b: of(b) })
  return [
    row('run', ({ runId }) => runId),
    row('status', ({ status }) => status),
    row('started', ({ startedAt }) => formatTime(startedAt)),
    row('time', ({ durationMs }) => (durationMs === null ? '' : formatDuration(durationMs))),
    row('cost', formatCost),
    row(
      'tokens',
      ({ inputTokens, outputTokens }) => `${formatCount(inputTokens)} in, ${formatCount(outputTokens)} out`,
    ),
    row('models', ({ models }) => models.join(', ')),
  ]
}

const nodeColumns: TextColumn<ComparedNode>[] = [
  { title: 'node', text: ({ key }) => key },
  { title: 'A', text: ({ a }) => stateText(a) },
  { title: 'B', text: ({ b }) => stateText(b) },
  { title: 'what differs', text: (node) => differsText(node) },
]

function stateText(figures: ComparedNode['a']): string {
  if (!figures) return 'not there'
  const { status, durationMs, calls, unknownCalls, microUsd } = figures
  const cost = calls === 0 ? '' : ` ${formatMicroUsd(unknownCalls === calls ? null : microUsd)}`
  return `${status}${durationMs === null ? '' : ` ${formatDuration(durationMs)}`}${cost}`
}

function differsText(node: ComparedNode): string {
  const words: string[] = node.differences.map(({ aspect }) => aspect)
  if (words.length === 0 && node.differInside > 0) words.push(`${countOf(node.differInside, 'node')} inside`)
  return words.join(', ')
}

async function withOwnEngine(terminal: Terminal, work: (engine: Engine) => Promise<void>): Promise<void> {
  const { engine, close } = await openEngine(terminal)
  try {
    await work(engine)
  } finally {
    await close()
  }
}
