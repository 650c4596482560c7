import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../electron/engine/engine.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { Log } from '../../shared/log.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { createStrictHost } from './strict-host.ts'

/** A folder of this test's own, gone when it is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'niti-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A log that makes every bug the engine notes fail the test. */
export function createStrictLog(): Log & { errors: unknown[] } {
  const errors: unknown[] = []
  onTestFinished(() => {
    if (errors.length > 0) throw new Error(`the engine noted bugs: ${JSON.stringify(errors, null, 2)}`)
  })
  return { errors, info() {}, warn() {}, error: (message, data) => errors.push({ message, ...data }) }
}

type Options = Partial<Parameters<typeof createEngine>[0]>

/** The real engine on a folder of its own, with no key and nothing of this machine's environment; closed after the test. */
export async function openTestEngine(options: Options = {}): Promise<Engine & { dataDir: string; filesDir: string }> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const filesDir = options.filesDir ?? temporaryFolder()
  const engine = await createEngine({
    host: createStrictHost(),
    log: createStrictLog(),
    env: {},
    ...options,
    dataDir,
    filesDir,
  })
  onTestFinished(() => engine.close())
  return Object.assign(engine, { dataDir, filesDir })
}

/** Runs a workflow to its end and gives back all that happened. */
export async function runWorkflow(engine: Engine, document: Workflow, inputs: JsonObject = {}): Promise<RunView> {
  const { finished } = await engine.startFile({ text: writeWorkflowFile(document), inputs })
  return finished
}
