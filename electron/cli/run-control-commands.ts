import { isOver } from '../../shared/run/events.ts'
import type { RunView } from '../../shared/run/view.ts'
import type { Engine } from '../engine/engine.ts'
import { exitCode } from './exit-code.ts'
import { formatTime } from './format.ts'
import { openEngine } from './open-engine.ts'
import { formatErrors, formatTotal } from './print-run.ts'
import { gatherInputs } from './run-inputs.ts'
import { reportRun } from './run-report.ts'
import type { Terminal } from './terminal.ts'
import { printable } from './text-width.ts'

export type StartOptions = {
  workflow: string
  input: string[]
  inputs?: string
  priority: number
  published?: boolean
  dryRun?: boolean
  model?: string
  json?: boolean
}

/** Longest wait for another program to stop a run; it looks twice a second and then ends what is in flight. */
const cancelWaitMs = 10_000

/** `niti start`: puts a run of a workflow of the app in the queue, for the program that stays to run. */
export function startCommand(terminal: Terminal, options: StartOptions): Promise<number> {
  const { workflow: workflowId, priority, published, model: defaultModel, dryRun, json } = options
  return withOwnEngine(terminal, async (engine) => {
    const inputs = await gatherInputs({ pairs: options.input, file: options.inputs, cwd: terminal.cwd })
    const version = published ? 'published' : 'draft'
    const { runId } = await engine.client.runs.start({ workflowId, inputs, priority, version, defaultModel, dryRun })
    const isAttended = engine.hasQueueRunner()
    await terminal.out(json ? `${JSON.stringify({ runId, attended: isAttended })}\n` : `${runId}\n`)
    if (!isAttended) {
      terminal.error('It waits: no program is there to run it. Open Niti, or start `niti serve`.\n')
    }
    return exitCode.succeeded
  })
}

/** `niti status`: how a run stands. In JSON the same object that `niti run --json` prints, and why it waits. */
export function statusCommand(
  terminal: Terminal,
  { run: runId, json }: { run: string; json?: boolean },
): Promise<number> {
  return withOwnEngine(terminal, async (engine) => {
    const { document } = await engine.client.runs.get({ runId })
    const view = engine.viewOf(runId)
    const reason = view.status === 'queued' ? await reasonOf(engine, runId) : null
    if (json) {
      const waits = reason === null ? {} : { reason }
      await terminal.out(`${JSON.stringify({ ...reportRun(view, document), ...waits })}\n`)
    } else {
      await terminal.out(`${describe(terminal, view, reason).join('\n')}\n`)
    }
    return exitCode.succeeded
  })
}

async function reasonOf(engine: Engine, runId: string): Promise<string> {
  const { waiting } = await engine.client.queue.get()
  return waiting.find((run) => run.runId === runId)?.reason ?? ''
}

function describe(terminal: Terminal, view: RunView, reason: string | null): string[] {
  const since = `${printable(view.workflowName)}, ${reason === null ? 'started' : 'queued'} ${formatTime(view.startedAt)}`
  const at = Object.values(view.nodes).filter((node) => node.status === 'running' || node.status === 'waiting')
  return [
    since,
    formatTotal(view, Date.now(), terminal),
    ...(reason === null ? [] : [reason]),
    ...at.map((node) => `  ${printable(node.key)}: ${node.status}${node.reason ? `, ${printable(node.reason)}` : ''}`),
    ...formatErrors(view, terminal),
  ]
}

/** `niti cancel`: stops a run, whichever program has it under way, and waits until it has ended. */
export function cancelCommand(
  terminal: Terminal,
  { run: runId, json }: { run: string; json?: boolean },
): Promise<number> {
  return withOwnEngine(terminal, async (engine) => {
    const before = (await engine.client.runs.get({ runId })).run.status
    await engine.client.runs.cancel({ runId })
    const patience = AbortSignal.any([AbortSignal.timeout(cancelWaitMs), terminal.readerLeft])
    for await (const _ of engine.watch(runId, 0, patience)) void _
    const { status } = engine.viewOf(runId)
    const said = isOver(before)
      ? `It was over already: ${before}.`
      : isOver(status)
        ? `It has ended: ${status}.`
        : 'It was asked to stop and is still ending what is under way.'
    await terminal.out(json ? `${JSON.stringify({ runId, status })}\n` : `${said}\n`)
    return exitCode.succeeded
  })
}

async function withOwnEngine(terminal: Terminal, work: (engine: Engine) => Promise<number>): Promise<number> {
  const { engine, close } = await openEngine(terminal)
  try {
    return await work(engine)
  } finally {
    await close()
  }
}
