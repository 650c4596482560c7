import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { first } from '../../electron/engine/store/migrations/0001-first.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

/** A data folder as the program of that time left it, with a workflow that was edited, one that was deleted, and a run. */
function oldFolder(): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  first.up(db, 1_000)
  db.pragma('user_version = 1')
  const document = JSON.stringify(drawWorkflow('a -> b'))
  const insert = db.prepare(`
    INSERT INTO workflows (workflow_id, workspace_id, name, node_count, document, revision, created_at, updated_at, removed_at)
    VALUES (?, 'default', 'Old', 2, ?, ?, 2000, ?, ?)`)
  insert.run('wf_old', document, 3, 5_000, null)
  insert.run('wf_gone', JSON.stringify(drawWorkflow('gone')), 1, 2_000, 6_000)
  const journal = db.prepare("INSERT INTO workflow_edits VALUES ('wf_old', ?, ?, ?)")
  journal.run(2, 3_000, JSON.stringify([{ kind: 'set-workflow', name: 'Older' }]))
  journal.run(3, 5_000, JSON.stringify([{ kind: 'set-workflow', name: 'Test' }]))
  db.prepare("INSERT INTO documents VALUES ('run-document', ?)").run(document)
  db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status, started_at, finished_at)
    VALUES ('run_old', 'default', 'wf_old', 'Old', 'run-document', 'manual', 'succeeded', 4000, 4100)`).run()
  db.close()
  return dataDir
}

test('the migrations are numbered one after the other', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
})

test('from 1 to 2: all is kept, each draft becomes the first version, and there is a backup', async () => {
  const dataDir = oldFolder()
  const engine = await openTestEngine({ dataDir })
  const { workflows, versions, runs } = engine.client
  const [workflow, ...others] = await workflows.list()
  expect(others).toEqual([])
  expect(workflow).toMatchObject({
    workflowId: 'wf_old',
    updatedAt: 5_000,
    lastRun: { runId: 'run_old' },
    publication: { version: null, hasUnpublishedChanges: false },
  })
  expect((await runs.get({ runId: 'run_old' })).document).toEqual(drawWorkflow('a -> b'))
  expect(await versions.list({ workflowId: 'wf_old' })).toEqual([
    { version: 1, at: 5_000, revision: 3, kind: 'automatic', note: '', isPublished: false, changes: null },
  ])
  expect((await versions.get({ workflowId: 'wf_old', version: 1 })).document).toEqual(drawWorkflow('a -> b'))

  // What was before the first version is not known, and that is said.
  const before = versions.document({ workflowId: 'wf_old', point: { kind: 'revision', revision: 2 } })
  await expect(before).rejects.toMatchObject({ data: { code: 'version.no-revision' } })
  await workflows.edit({ workflowId: 'wf_old', revision: 3, edits: [{ kind: 'set-workflow', name: 'New' }] })
  const restored = { workflowId: 'wf_old', point: { kind: 'revision', revision: 3 }, draftRevision: 4 } as const
  expect(await versions.restore(restored)).toMatchObject({ revision: 5 })

  await workflows.restore({ workflowId: 'wf_gone' })
  expect(await versions.list({ workflowId: 'wf_gone' })).toHaveLength(1)

  const backups = readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.db'))
  expect(backups).toHaveLength(1)
  const backup = new Database(join(dataDir, 'backups', backups[0] ?? ''), { readonly: true })
  expect(backup.pragma('user_version', { simple: true })).toBe(1)
  expect(backup.prepare('SELECT COUNT(*) FROM workflow_edits').pluck().get()).toBe(2)
  backup.close()
})

test('a database that is up to date is not copied again', async () => {
  const dataDir = oldFolder()
  await (await openTestEngine({ dataDir })).close()
  await (await openTestEngine({ dataDir })).close()
  expect(readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.db'))).toHaveLength(1)
})
