import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { ask, createNoticeHost, onlyWait, startRun, untilOver } from '../support/waiting-runs.ts'

test('from 3 to 4: runs of before wait for nothing, and new ones can', async () => {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  for (const migration of migrations.slice(0, 3)) migration.up(db, 1_000)
  db.pragma('user_version = 3')
  db.prepare("INSERT INTO documents VALUES ('doc', ?)").run(JSON.stringify(drawWorkflow('a')))
  db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_name, document_id, run_trigger, status, started_at, finished_at)
    VALUES ('run_old', 'default', 'Old', 'doc', 'manual', 'succeeded', 4000, 4100)`).run()
  db.close()

  const engine = await openTestEngine({ dataDir, host: createNoticeHost() })
  expect((await engine.client.runs.get({ runId: 'run_old' })).run).toMatchObject({ openWaits: 0, asksYou: 0 })
  expect(await engine.client.waits.list({})).toEqual([])
  const { runId } = await startRun(engine, drawWorkflow('check', { check: ask('Go?') }))
  const { waitId } = await onlyWait(engine, runId)
  expect((await engine.client.runs.get({ runId })).run).toMatchObject({ openWaits: 1, asksYou: 1 })
  await engine.client.waits.answer({ waitId, choice: 'approve' })
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
})
