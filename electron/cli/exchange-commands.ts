import { resolve } from 'node:path'
import { withEngine } from './open-engine.ts'
import { readWorkflowText } from './read-workflow-text.ts'
import type { Terminal } from './terminal.ts'
import { writeNew } from './write-new.ts'

/** `niti import`: keeps a workflow file as a workflow of the app, and prints its id. */
export async function importCommand(terminal: Terminal, options: { file: string; json?: boolean }): Promise<void> {
  const { text } = await readWorkflowText(options.file, { cwd: terminal.cwd, stdin: process.stdin })
  await withEngine(terminal, async (engine) => {
    const made = await engine.client.workflows.import({ text })
    return options.json ? `${JSON.stringify(made)}\n` : `${made.workflowId}\n`
  })
}

/** `niti export`: the text of a workflow's file on stdout, or into a file that is not there yet. */
export async function exportCommand(terminal: Terminal, options: { workflow: string; output?: string }): Promise<void> {
  const { workflow, output } = options
  await withEngine(terminal, async (engine) => {
    const { text } = await engine.client.workflows.export({ workflowId: workflow })
    if (output === undefined) return text
    await writeNew(resolve(terminal.cwd, output), output, text)
    return `Written to ${output}\n`
  })
}
