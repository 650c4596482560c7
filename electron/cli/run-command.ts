import { resolve } from 'node:path'
import { exitCodeOfRun } from './exit-code.ts'
import { openEngine } from './open-engine.ts'
import { plannedCost, printPlanned } from './planned-cost.ts'
import { printResult } from './print-result.ts'
import { readWorkflowText } from './read-workflow-text.ts'
import { runFile } from './run-file.ts'
import { gatherInputs } from './run-inputs.ts'
import { reportRun } from './run-report.ts'
import type { Terminal } from './terminal.ts'

export type RunOptions = {
  file: string
  input: string[]
  inputs?: string
  json?: boolean
  events?: boolean
  model?: string
  filesDir?: string
  start?: string
  dryRun?: boolean
}

/** `niti run`: answers the exit code; throws a `NitiError` when the file or the inputs are wrong. */
export async function runCommand(terminal: Terminal, options: RunOptions): Promise<number> {
  const { text } = await readWorkflowText(options.file, { cwd: terminal.cwd, stdin: process.stdin })
  const inputs = await gatherInputs({ pairs: options.input, file: options.inputs, cwd: terminal.cwd })
  const filesDir = resolve(terminal.cwd, options.filesDir ?? '.')
  const show = options.events ? 'events' : options.json ? 'nothing' : 'table'
  const { engine, log, close } = await openEngine(terminal, { filesDir })
  try {
    const { view, document } = await runFile({
      terminal,
      engine,
      log,
      text,
      inputs,
      defaultModel: options.model,
      filesDir,
      startNode: options.start,
      dryRun: options.dryRun,
      show,
    })
    const planned = view.dryRun ? await plannedCost(engine, view) : null
    if (options.json) {
      await terminal.out(`${JSON.stringify({ ...reportRun(view, document), ...(planned && { planned }) })}\n`)
    } else if (!options.events) {
      await printResult(terminal, view)
      if (planned) await printPlanned(terminal, view.runId, planned)
    }
    return exitCodeOfRun(view.status)
  } finally {
    await close()
  }
}
