import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { first } from '../../electron/engine/store/migrations/0001-first.ts'
import { versions } from '../../electron/engine/store/migrations/0002-versions.ts'
import { queue } from '../../electron/engine/store/migrations/0003-queue.ts'
import { waits } from '../../electron/engine/store/migrations/0004-waits.ts'
import { triggers } from '../../electron/engine/store/migrations/0005-triggers.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

/** A data folder from before large values were stored apart: a run with one in its event, in a file that cannot shrink. */
function oldFolder(value: string): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  for (const { up } of [first, versions, queue, waits, triggers]) up(db, 1_000)
  db.pragma('user_version = 5')
  db.prepare("INSERT INTO documents VALUES ('doc', ?)").run(JSON.stringify(drawWorkflow('make')))
  db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_name, document_id, run_trigger, status, started_at, finished_at)
    VALUES ('run_old', 'default', 'Old', 'doc', 'manual', 'succeeded', 4000, 4100)`).run()
  const origin = {
    workflowId: null,
    workflowName: 'Old',
    inputs: {},
    trigger: 'manual',
    defaultModel: null,
    filesDir: '/',
  }
  const bodies = [
    { type: 'run-queued', priority: 0, ...origin },
    { type: 'node-finished', node: 'make', scope: '', attempt: 1, outputs: { out: value }, durationMs: 1 },
    { type: 'run-finished', status: 'succeeded', outputs: { make: value } },
  ]
  const insert = db.prepare('INSERT INTO events VALUES (?, 4000, ?)')
  for (const [index, body] of bodies.entries()) insert.run(2 ** 24 + index + 1, JSON.stringify(body))
  db.close()
  return dataDir
}

test('from 5 to 6: events with large values in them are read as before, and the file can shrink', async () => {
  const value = 'old '.repeat(50_000)
  const dataDir = oldFolder(value)
  const engine = await openTestEngine({ dataDir })
  const run = { runId: 'run_old' }
  expect(engine.viewOf('run_old')).toMatchObject({ status: 'succeeded', outputs: { make: value } })
  const at = { ...run, scope: '', node: 'make', port: 'out' }
  expect((await engine.client.runs.value(at)).value).toBe(value)
  expect(await engine.client.runs.valuePage({ ...at, offset: 4, limit: 4 })).toMatchObject({ value: 'old ' })
  expect((await engine.client.runs.get(run)).run.clearedAt).toBeNull()
  const usage = await engine.client.storage.usage()
  expect(usage.workflows).toMatchObject([{ workflowId: null, runs: 1, oldestAt: 4_000 }])
  expect(usage.backups.map(({ fileName }) => fileName)).toEqual(
    readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.db')),
  )
  expect(usage.backups).toHaveLength(1)
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  db.close()
})
