import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { budgets as migration } from '../../electron/engine/store/migrations/0007-budgets.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

/** A folder as the version before it left one: a run that has ended and one that is under way, each with a call paid for. */
function oldFolder(): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  const before = migrations.slice(0, migration.version - 1)
  for (const step of before) step.up(db, 1_000)
  db.pragma(`user_version = ${before.length}`)
  db.prepare("INSERT INTO documents VALUES ('document', ?)").run(JSON.stringify(drawWorkflow('a')))
  const run = db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status, started_at, owner)
    VALUES (?, 'default', NULL, 'Old', 'document', 'manual', ?, 4000, ?)`)
  const ledger = db.prepare(`
    INSERT INTO ledger (workspace_id, run_number, node, scope, attempt, call_id, outcome, at, provider, model, input_tokens,
      cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_tokens, estimated, micro_usd, price, latency_ms)
    VALUES ('default', ?, 'ask', '', 1, ?, 'finished', 4000, 'openai', 'gpt-4o', 100, 0, 0, 10, 0, 0, ?, NULL, 5)`)
  for (const [id, status] of [
    ['run_over', 'succeeded'],
    ['run_now', 'running'],
  ] as const) {
    const { lastInsertRowid } = run.run(id, status, null)
    ledger.run(lastInsertRowid, `call_${id}`, 350)
    ledger.run(lastInsertRowid, `call_${id}_unknown`, null)
  }
  db.close()
  return dataDir
}

test('from 6 to 7: there is a cap for each run, which counts what runs under way have spent', async () => {
  const dataDir = oldFolder()
  const engine = await openTestEngine({ dataDir, resumeRuns: false })
  expect(await engine.client.budgets.status()).toMatchObject([
    {
      budget: {
        budgetId: 'budget_each_run',
        scope: { kind: 'run' },
        limitMicroUsd: 1_000_000,
        thresholds: [50, 80, 100],
      },
      runId: 'run_now',
      settledMicroUsd: 350,
      settledTokens: 220,
      unknownCalls: 1,
    },
  ])
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(db.prepare('SELECT COUNT(*) FROM budget_sums').pluck().get()).toBe(1)
  expect(db.prepare('SELECT SUM(at_maximum) FROM ledger').pluck().get()).toBe(0)
  db.close()
})
