import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

/** A data folder as the program left it that knew no triggers: a published workflow, a draft, a run that has ended. */
function oldFolder(): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  for (const migration of migrations.slice(0, 4)) migration.up(db, 1_000)
  db.pragma('user_version = 4')
  const document = JSON.stringify(drawWorkflow('tick -> a', { tick: { type: 'schedule' } }))
  const insert = db.prepare(`
    INSERT INTO workflows (workflow_id, workspace_id, name, node_count, document, revision, created_at, updated_at,
      published_version, published_at)
    VALUES (?, 'default', ?, 2, ?, 1, 2000, 2000, ?, ?)`)
  insert.run('wf_published', 'Published', document, 1, 3_000)
  insert.run('wf_draft', 'Draft', document, null, null)
  db.prepare("INSERT INTO documents VALUES ('document', ?)").run(document)
  const version = db.prepare(`
    INSERT INTO workflow_versions (workflow_id, version, at, revision, document_id, kind, note)
    VALUES (?, 1, 2000, 1, 'document', ?, '')`)
  version.run('wf_published', 'published')
  version.run('wf_draft', 'automatic')
  db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status, started_at, finished_at)
    VALUES ('run_old', 'default', 'wf_published', 'Published', 'document', 'manual', 'succeeded', 4000, 4100)`).run()
  db.close()
  return dataDir
}

test('from 4 on: all is kept, workflows are switched on, and what is published has its triggers', async () => {
  const dataDir = oldFolder()
  const engine = await openTestEngine({ dataDir })
  // The list is read right after the start; closing waits for it.
  await engine.close()
  const next = await openTestEngine({ dataDir, resumeRuns: false })
  const workflows = await next.client.workflows.list()
  expect(workflows.map(({ name, triggers }) => [name, triggers.count, triggers.active])).toEqual(
    expect.arrayContaining([
      ['Published', 1, true],
      ['Draft', 0, true],
    ]),
  )
  expect(await next.client.triggers.list({})).toMatchObject([
    {
      workflowId: 'wf_published',
      node: 'tick',
      kind: 'schedule',
      active: true,
      nextAt: expect.any(Number),
      error: null,
    },
  ])
  expect(await next.client.runs.list({})).toMatchObject([{ runId: 'run_old', status: 'succeeded' }])
  expect(readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.db'))).toHaveLength(1)
})

test('ends of runs are numbered only while a trigger or a rule of alerts asks for them', () => {
  const db = new Database(join(oldFolder(), 'niti.db'))
  for (const migration of migrations.slice(4)) migration.up(db, 1_000)
  const endings = db.prepare('SELECT ending, run_number FROM run_endings ORDER BY ending')
  const end = (status: string) => {
    db.prepare("UPDATE runs SET status = 'running', finished_at = NULL").run()
    db.prepare('UPDATE runs SET status = ?, finished_at = 5000').run(status)
  }
  // There is one rule from the start.
  db.prepare('UPDATE alert_rules SET is_on = 0').run()
  end('failed')
  expect(endings.all()).toEqual([])
  db.prepare(
    "INSERT INTO triggers (workflow_id, node, kind, title, params, since) VALUES ('wf_draft', 'n', 'run', 'N', '{}', 0)",
  ).run()
  end('failed')
  end('succeeded')
  expect(endings.all()).toEqual([
    { ending: 1, run_number: 1 },
    { ending: 2, run_number: 1 },
  ])
  // A number is never given twice, also where all were dealt with and forgotten.
  db.prepare('DELETE FROM run_endings').run()
  end('cancelled')
  expect(endings.all()).toEqual([{ ending: 3, run_number: 1 }])
  db.close()
})
