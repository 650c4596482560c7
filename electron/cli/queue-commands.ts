import type { QueuedRun, QueueView } from '../../shared/contract/queue.ts'
import { countOf, formatCount, formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type Json = { json?: boolean }

/** `niti queue`: the runs that wait for their turn, in the order they will begin. */
export function queueCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async ({ client }) => print(terminal, await client.queue.get(), json))
}

/** `niti queue pause` and `niti queue resume`. It stays so until it is said otherwise, also over restarts. */
export function pauseCommand(terminal: Terminal, { json, paused }: Json & { paused: boolean }): Promise<void> {
  return withEngine(terminal, async ({ client }) => {
    return print(terminal, paused ? await client.queue.pause() : await client.queue.resume(), json)
  })
}

/** `niti queue drain`: takes out all that wait. */
export function drainCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async ({ client }) => {
    const drained = await client.queue.drain()
    return json ? `${JSON.stringify(drained)}\n` : `Taken out of the queue: ${countOf(drained.removed, 'run')}.\n`
  })
}

/** `niti queue move`: puts a run before another, or at the very end. */
export function moveCommand(terminal: Terminal, options: Json & { run: string; before?: string }): Promise<void> {
  const { run: runId, before = null, json } = options
  return withEngine(terminal, async ({ client }) => print(terminal, await client.queue.move({ runId, before }), json))
}

/** `niti queue priority`: a higher one goes first. */
export function priorityCommand(terminal: Terminal, options: Json & { run: string; priority: number }): Promise<void> {
  const { run: runId, priority, json } = options
  return withEngine(terminal, async ({ client }) => {
    return print(terminal, await client.queue.prioritise({ runId, priority }), json)
  })
}

function print({ paint }: Terminal, queue: QueueView, json?: boolean): string {
  if (json) return `${JSON.stringify(queue)}\n`
  const paused = queue.paused ? ['The queue is paused: nothing new begins. Go on with: niti queue resume\n'] : []
  const counts = `${formatCount(queue.underWay)} of ${countOf(queue.runsAtOnce, 'run')} at once under way, `
  const waiting = `${formatCount(queue.waiting.length)} waiting.\n`
  const table = queue.waiting.length > 0 ? [formatTextTable(queue.waiting, columns, paint)] : []
  return [...paused, counts, waiting, ...table].join('')
}

const columns: TextColumn<QueuedRun>[] = [
  { title: 'run', text: ({ runId }) => runId },
  { title: 'workflow', text: ({ workflowName }) => workflowName, most: 30 },
  { title: 'priority', align: 'right', text: ({ priority }) => String(priority) },
  { title: 'since', text: ({ startedAt }) => formatTime(startedAt) },
  { title: 'why it waits', text: ({ reason }) => reason },
]
