import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import type { RunChoice } from '../../shared/contract/runs.ts'
import type { JsonObject } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import type { AppApi } from './app-api.ts'
import { drawWorkflow } from './draw-workflow.ts'

/** An engine, in this process or behind a page. */
type Client = { client: Pick<AppApi, 'workflows' | 'runs'> }

/** A workflow that gives back what it is given, through a node, and fails where that says so. */
export function echoWorkflow(name: string): Workflow {
  const code = `if (String(input.say ?? '').includes('break')) throw new Error('the cup fell: ' + input.say)
return 'said: ' + input.say`
  return {
    ...drawWorkflow('start -> echo', {
      start: { type: 'manual', params: { inputs: [{ name: 'say', type: 'text' }] } },
      echo: { type: 'code', params: { code } },
    }),
    name,
  }
}

export async function addWorkflow(engine: Client, document: Workflow): Promise<string> {
  return (await engine.client.workflows.import({ text: writeWorkflowFile(document) })).workflowId
}

/** Runs it to its end and gives its id. */
export async function runOnce(engine: Client, workflowId: string, inputs: JsonObject = {}): Promise<string> {
  const { runId } = await engine.client.runs.start({ workflowId, inputs })
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  return runId
}

/** Names these runs, for what is done with many. */
export function these(...runIds: string[]): { choice: RunChoice } {
  return { choice: { kind: 'these', runIds } }
}

/** The ids of the runs that fit, newest first. */
export async function foundIds(engine: Client, filter: RunFilter): Promise<string[]> {
  return (await engine.client.runs.find({ filter })).runs.map(({ runId }) => runId)
}

/** Looks into the database beside the engine. */
export function ask(dataDir: string, sql: string): unknown {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  try {
    return db.prepare(sql).pluck().get()
  } finally {
    db.close()
  }
}
