import type { OpenWait } from '../../shared/contract/waits.ts'
import { nodeKey } from '../../shared/run/events.ts'
import type { WaitAsk } from '../../shared/run/wait.ts'
import type { Engine } from '../engine/engine.ts'
import { formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import { parsePair } from './run-inputs.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

/** `niti waits`: what is waited for, oldest first. */
export function waitsCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const waits = await engine.client.waits.list({})
    if (json) return `${JSON.stringify(waits)}\n`
    if (waits.length === 0) return 'Nothing is waited for.\n'
    return formatTextTable(waits, columns, terminal.paint)
  })
}

const columns: TextColumn<OpenWait>[] = [
  { title: 'wait', text: (wait) => wait.waitId },
  { title: 'workflow', text: (wait) => wait.workflowName, most: 30 },
  { title: 'node', text: (wait) => nodeKey(wait.scope, wait.node), most: 30 },
  { title: 'since', text: (wait) => formatTime(wait.openedAt) },
  { title: 'until', text: ({ ask }) => (ask.dueAt === null ? '' : formatTime(ask.dueAt)) },
  { title: 'for', text: ({ ask }) => describeAsk(ask) },
]

function describeAsk(ask: WaitAsk): string {
  if (ask.kind === 'person') return `${ask.title} (${ask.choices.map(({ id }) => id).join(', ')})`
  return ask.kind === 'time' ? 'its time' : `a call${ask.url === null ? '' : `: ${ask.url}`}`
}

type AnswerOptions = { waitId: string; choice: string; set: string[]; comment?: string }

/** `niti answer`: the run goes on wherever it is under way, or at the next start of a program that takes runs up. */
export function answerCommand(terminal: Terminal, { waitId, choice, set, comment }: AnswerOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const runId = await runOf(engine, waitId)
    const values = Object.fromEntries(set.map(parsePair))
    await engine.client.waits.answer({ waitId, choice, values, comment })
    return `Answered.${whereItGoesOn(engine, runId)}\n`
  })
}

/** `niti skip`. */
export function skipCommand(terminal: Terminal, { waitId }: { waitId: string }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const runId = await runOf(engine, waitId)
    await engine.client.waits.skip({ waitId })
    return `Skipped.${whereItGoesOn(engine, runId)}\n`
  })
}

/** undefined where it is over: the engine says what is wrong. */
async function runOf(engine: Engine, waitId: string): Promise<string | undefined> {
  const waits = await engine.client.waits.list({})
  return waits.find((wait) => wait.waitId === waitId)?.runId
}

function whereItGoesOn(engine: Engine, runId: string | undefined): string {
  if (runId === undefined || engine.isHeld(runId)) return ''
  return ' No program has this run under way: it goes on when Niti is next started (the app, or `niti serve`).'
}
