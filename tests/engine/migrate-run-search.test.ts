import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { foundIds } from '../support/run-list-kit.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const error = { kind: 'user', code: 'code.failed', message: 'the cup fell' }

test('from 15 on: runs from before are listed, their failures are found, and their words are written down step by step', async () => {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  for (const { up } of migrations.slice(0, 15)) up(db, 1_000)
  db.pragma('user_version = 15')
  db.prepare("INSERT INTO documents VALUES ('doc', ?)").run(JSON.stringify(drawWorkflow('make')))
  const insertRun = db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_name, document_id, run_trigger, status, started_at, finished_at, error)
    VALUES (?, 'default', 'Old ones', 'doc', 'manual', ?, 4000, 5000, ?)`)
  const insert = db.prepare('INSERT INTO events VALUES (?, 4000, ?)')
  for (let number = 1; number <= 60; number++) {
    const isBad = number % 20 === 0
    insertRun.run(`run_${number}`, isBad ? 'failed' : 'succeeded', isBad ? JSON.stringify(error) : null)
    const inputs = { say: `tulip ${number}` }
    const origin = {
      workflowId: null,
      workflowName: 'Old ones',
      inputs,
      trigger: 'manual',
      defaultModel: null,
      filesDir: '/',
    }
    const bodies = [
      { type: 'run-queued', priority: 0, ...origin },
      { type: 'run-started' },
      ...(isBad ? [{ type: 'node-failed', node: 'make', scope: 'each#3', attempt: 1, error, durationMs: 1 }] : []),
      { type: 'run-finished', status: isBad ? 'failed' : 'succeeded', outputs: {}, ...(isBad && { error }) },
    ]
    for (const [index, body] of bodies.entries()) insert.run(number * 2 ** 24 + index + 1, JSON.stringify(body))
  }
  db.close()

  const engine = await openTestEngine({ dataDir, resumeRuns: false })
  expect((await engine.client.runs.find({ filter: {} })).total).toBe(60)
  expect(await foundIds(engine, { errorCode: 'code.failed' })).toEqual(['run_60', 'run_40', 'run_20'])
  const found = await engine.client.runs.find({ filter: { words: 'tulip' }, limit: 200 })
  expect(found).toMatchObject({ total: 60, unread: 0 })
  expect(await foundIds(engine, { words: 'cup fell' })).toEqual(['run_60', 'run_40', 'run_20'])
  // At which node it was stands in the events alone: it is known once they were read.
  expect(await foundIds(engine, { failedNode: 'each/make' })).toEqual(['run_60', 'run_40', 'run_20'])
})
