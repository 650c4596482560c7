import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

test('from 7 to 8: what runs hold they hold on to, and the file has a seal of its own', async () => {
  const dataDir = temporaryFolder()
  const value = 'old '.repeat(50_000)
  const bytes = Buffer.from(JSON.stringify(value))
  const id = createHash('sha256').update(bytes).digest('hex')
  const db = new Database(join(dataDir, 'niti.db'))
  for (const { up } of migrations.slice(0, 6)) up(db, 1_000)
  db.pragma('user_version = 6')
  db.prepare("INSERT INTO documents VALUES ('doc', ?)").run(JSON.stringify(drawWorkflow('make')))
  db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_name, document_id, run_trigger, status, started_at)
    VALUES ('run_old', 'default', 'Old', 'doc', 'manual', 'running', 4000)`).run()
  db.prepare("INSERT INTO blobs VALUES (?, ?, 'plain', ?)").run(id, bytes.length, bytes)
  db.prepare('INSERT INTO run_blobs (run_number, blob_id) VALUES (1, ?)').run(id)
  const origin = { workflowId: null, workflowName: 'Old', inputs: {}, trigger: 'manual', defaultModel: null }
  const out = { $stored: { id, bytes: bytes.length, kind: 'text', entries: value.length, head: 'old' } }
  const bodies = [
    { type: 'run-queued', priority: 0, ...origin, filesDir: '/' },
    { type: 'run-started' },
    { type: 'node-finished', node: 'make', scope: '', attempt: 1, outputs: { out }, durationMs: 1 },
  ]
  const insert = db.prepare('INSERT INTO events VALUES (?, 4000, ?)')
  for (const [index, body] of bodies.entries()) insert.run(2 ** 24 + index + 1, JSON.stringify(body))
  db.close()

  const engine = await openTestEngine({ dataDir })
  for await (const _ of engine.watch('run_old', 0)) void _
  // The end of the run lets go of nothing that was held before.
  expect(engine.viewOf('run_old')).toMatchObject({ status: 'succeeded', outputs: { make: value } })
  const after = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(after.prepare('SELECT run_number, blob_id, named FROM run_blobs').all()).toEqual([
    { run_number: 1, blob_id: id, named: 1 },
  ])
  expect(after.prepare('SELECT LENGTH(key) FROM file_seal').pluck().all()).toEqual([32])
  after.close()
})
