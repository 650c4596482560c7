import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { costs as migration } from '../../electron/engine/store/migrations/0009-costs.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

test('from 8 to 9: runs and their ledger stay, and alerts still go to the desktop', async () => {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  const before = migrations.slice(0, migration.version - 1)
  for (const step of before) step.up(db, 1_000)
  db.pragma(`user_version = ${before.length}`)
  db.prepare("INSERT INTO documents VALUES ('document', ?)").run(JSON.stringify(drawWorkflow('a')))
  db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_name, document_id, run_trigger, status, started_at, micro_usd)
    VALUES ('run_old', 'default', 'Old', 'document', 'manual', 'succeeded', 4000, 350)`).run()
  db.prepare(`
    INSERT INTO ledger (workspace_id, run_number, node, scope, attempt, call_id, outcome, at, provider, model, input_tokens,
      cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_tokens, estimated, micro_usd, price, latency_ms)
    VALUES ('default', 1, 'ask', '', 1, 'call_old', 'finished', 4000, 'openai', 'gpt-4o', 100, 0, 0, 10, 0, 0, 350, NULL, 5)`).run()
  db.close()

  const engine = await openTestEngine({ dataDir, resumeRuns: false })
  expect(await engine.client.runs.list({})).toMatchObject([{ runId: 'run_old', microUsd: 350, isDryRun: false }])
  const after = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(after.prepare('SELECT micro_usd, agent_id, counted_input_tokens, instead_of FROM ledger').all()).toEqual([
    { micro_usd: 350, agent_id: null, counted_input_tokens: null, instead_of: null },
  ])
  expect(after.prepare('SELECT channel_id, target, is_on FROM channels').all()).toEqual([
    { channel_id: 'channel_desktop', target: '{"kind":"desktop"}', is_on: 1 },
  ])
  after.close()
})
