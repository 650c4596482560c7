import type { RunFilter } from '../../shared/contract/run-filter.ts'
import type { BulkOutcome, RunChoice, RunSummary } from '../../shared/contract/runs.ts'
import { userError } from '../../shared/errors.ts'
import type { RunStatus, RunTrigger } from '../../shared/run/events.ts'
import type { Engine } from '../engine/engine.ts'
import { exitCode } from './exit-code.ts'
import { countOf, formatCost, formatCount, formatDuration, formatTime } from './format.ts'
import { openEngine, withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type FilterOptions = {
  status?: RunStatus
  workflow?: string
  trigger?: RunTrigger
  agent?: string
  integration?: string
  model?: string
  since?: number
  until?: number
  search?: string
}
export type RunsOptions = FilterOptions & { json?: boolean; limit: number }
export type ManyOptions = FilterOptions & { runIds: string[]; yes?: boolean; json?: boolean }

/** `niti runs`: the newest runs that fit. In JSON, `microUsd` is null where some call's price is unknown. */
export function runsCommand(terminal: Terminal, { json, limit, ...options }: RunsOptions): Promise<void> {
  return withEngine(terminal, async ({ client }) => {
    const filter = filterOf(options)
    const { runs, total, unread } = await client.runs.find({ filter, limit })
    if (unread > 0) terminal.error(`${countOf(unread, 'run')} from before cannot be searched yet.\n`)
    if (json) {
      const known = runs.map((run) => ({ ...run, microUsd: run.unknownCalls > 0 ? null : run.microUsd }))
      return `${JSON.stringify(known)}\n`
    }
    if (runs.length === 0) {
      return Object.keys(filter).length > 0 ? 'No run fits.\n' : 'No runs yet. Start one with: niti run FILE\n'
    }
    const table = formatTextTable(runs, runColumns, terminal.paint)
    return runs.length < total ? `${table}${formatCount(runs.length)} of ${countOf(total, 'run')}\n` : table
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

const words = {
  remove: { would: 'Would remove', done: 'Removed' },
  cancel: { would: 'Would stop', done: 'Stopped' },
  rerun: { would: 'Would run again', done: 'Started again' },
} as const
type Many = keyof typeof words

/** `niti runs remove|cancel|rerun`: of single runs, or of all that fit. Only says how many, unless told to do it. */
export async function manyCommand(terminal: Terminal, what: Many, options: ManyOptions): Promise<number> {
  const { yes, json } = options
  const { engine, close } = await openEngine(terminal)
  try {
    const choice = await choiceOf(engine, options)
    if (!yes) {
      const { runs } = choice ? await engine.client.runs.count({ choice }) : { runs: 0 }
      const said = `${words[what].would} ${countOf(runs, 'run')}.${runs > 0 ? ' Add --yes to do it.' : ''}`
      await terminal.out(json ? `${JSON.stringify({ runs })}\n` : `${said}\n`)
      return exitCode.succeeded
    }
    const outcome = choice ? await carryOut(engine, what, choice) : { done: 0, refused: [] }
    await terminal.out(json ? `${JSON.stringify(outcome)}\n` : sayOutcome(what, outcome))
    if (what === 'rerun' && outcome.done > 0 && !engine.hasQueueRunner()) {
      terminal.error('They wait: no program is there to run them. Open Niti, or start `niti serve`.\n')
    }
    return outcome.done === 0 && outcome.refused.length > 0 ? exitCode.failed : exitCode.succeeded
  } finally {
    await close()
  }
}

function carryOut({ client }: Engine, what: Many, choice: RunChoice): Promise<BulkOutcome> {
  if (what === 'remove') return client.runs.removeMany({ choice })
  return what === 'cancel' ? client.runs.cancelMany({ choice }) : client.runs.rerunMany({ choice })
}

function sayOutcome(what: Many, { done, refused }: BulkOutcome): string {
  const left = refused.map(({ error, count, runIds }) => {
    const ids = count > runIds.length ? `${runIds.join(', ')}, …` : runIds.join(', ')
    return `Left ${countOf(count, 'run')}: ${error.message}${error.hint ? ` ${error.hint}` : ''} (${ids})`
  })
  return [`${words[what].done} ${countOf(done, 'run')}.`, ...left, ''].join('\n')
}

/** Null: no run fits. */
async function choiceOf({ client }: Engine, { runIds, ...options }: ManyOptions): Promise<RunChoice | null> {
  const filter = filterOf(options)
  const isNarrowed = Object.keys(filter).length > 0
  if (runIds.length > 0) {
    if (isNarrowed) throw userError('runs.ids-and-filter', 'Name runs by their ids or by options, not by both.')
    return { kind: 'these', runIds }
  }
  if (!isNarrowed) {
    throw userError('runs.which', 'Say which runs: by their ids, or by options such as --status failed or --until 30d.')
  }
  const { newest } = await client.runs.find({ filter, limit: 1 })
  return newest === null ? null : { kind: 'all', filter, upTo: newest, except: [] }
}

function filterOf(options: FilterOptions): RunFilter {
  const { status, workflow: workflowId, trigger, agent, integration, model, since, until, search } = options
  const all = { status, workflowId, trigger, agentId: agent, integrationId: integration, model, from: since, to: until }
  const given = Object.entries({ ...all, words: search }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}
