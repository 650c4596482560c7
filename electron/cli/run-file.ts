import type { JsonObject } from '../../shared/json.ts'
import type { RunView } from '../../shared/run/view.ts'
import type { Graph } from '../../shared/workflow/workflow.ts'
import type { Engine } from '../engine/engine.ts'
import { attendQuestions } from './attend-questions.ts'
import type { CliLog } from './cli-log.ts'
import { exitCode } from './exit-code.ts'
import { listenForInterrupts } from './interrupts.ts'
import { openRunDisplay, type RunDisplay } from './live-table.ts'
import type { Terminal } from './terminal.ts'

type Options = {
  terminal: Terminal
  engine: Engine
  log: CliLog
  text: string
  inputs: JsonObject
  defaultModel?: string
  filesDir?: string
  startNode?: string
  dryRun?: boolean
  /** What is said while it runs: the table, each event as a line of JSON, or nothing. */
  show: 'table' | 'events' | 'nothing'
}

/** How a run ended, and the workflow as it was when it started. */
export type EndedRun = { view: RunView; document: Graph }

type StartedRun = Awaited<ReturnType<Engine['startFile']>>

/**
 * Runs a workflow file and answers how it ended. Ctrl+C, and a reader that goes away, cancel the run and wait for it;
 * a second Ctrl+C leaves at once, and the run is put in order at the next start. Rejects with a `NitiError` when nothing
 * was started.
 */
export async function runFile(options: Options): Promise<EndedRun> {
  const { terminal, engine, text, inputs, defaultModel, filesDir, startNode, dryRun } = options
  let runId: string | null = null
  let wanted = false
  function cancel(): void {
    wanted = true
    if (runId) engine.cancel(runId)
  }
  const stopListening = listenForInterrupts({
    onFirst() {
      // The live table says so itself, and a line from here would tear it apart.
      if (!(options.show === 'table' && terminal.isTty))
        terminal.error(`Cancelling the run; once more leaves at once.\n`)
      cancel()
    },
    onSecond: () => process.exit(exitCode.cancelled),
  })
  terminal.readerLeft.addEventListener('abort', cancel)
  try {
    const run = await engine.startFile({ text, inputs, defaultModel, filesDir, startNode, dryRun })
    runId = run.runId
    if (wanted) engine.cancel(runId)
    const { document } = await engine.client.runs.get({ runId })
    const display = options.show === 'table' ? openRunDisplay({ terminal, document, runId }) : null
    const over = new AbortController()
    void run.finished.finally(() => over.abort())
    const attending = attendQuestions({ terminal, engine, runId, display, over: over.signal })
    await showRun(options, run, display)
    await attending
    return { view: await run.finished, document }
  } finally {
    stopListening()
    terminal.readerLeft.removeEventListener('abort', cancel)
  }
}

async function showRun(options: Options, run: StartedRun, display: RunDisplay | null): Promise<void> {
  const { terminal, engine, log, show } = options
  if (show === 'nothing') return
  if (!display) {
    for await (const { events } of engine.watch(run.runId, 0, terminal.readerLeft)) {
      await terminal.out(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
    }
    return
  }
  // The feed goes at the pace of a screen. Once the run is over its end is shown, not the way there.
  const over = new AbortController()
  void run.finished.finally(() => over.abort())
  log.hold()
  try {
    const stop = AbortSignal.any([over.signal, terminal.readerLeft])
    for await (const push of engine.watch(run.runId, 0, stop)) await display.add(push)
    await display.end(await run.finished)
  } finally {
    log.release()
  }
}
