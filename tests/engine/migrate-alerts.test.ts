import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const before = 17

/** A data folder as the program before rules left it, with two alerts about a budget that were told. */
function oldFolder(): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  for (const migration of migrations.slice(0, before)) migration.up(db, 1_000)
  db.pragma(`user_version = ${before}`)
  const alert = db.prepare(`
    INSERT INTO budget_alerts (workspace_id, budget_id, period_key, kind, threshold, budget, settled_micro_usd,
      settled_tokens, at, acknowledged_at)
    VALUES ('default', 'budget_1', 0, 'threshold', ?, '{"budgetId":"budget_1","period":"total"}', 1, 1, ?, ?)`)
  const delivery = db.prepare(`
    INSERT INTO deliveries (channel_id, alert_id, message, state, tries, created_at, tried_at)
    VALUES ('channel_desktop', ?, ?, 'delivered', 1, ?, ?)`)
  const now = Date.now()
  for (const [threshold, acknowledgedAt] of [
    [50, now],
    [80, null],
  ] as const) {
    const alertId = alert.run(threshold, now, acknowledgedAt).lastInsertRowid
    const facts = { budget: { budgetId: 'budget_1', title: 'Everything, in total' } }
    const notice = { kind: 'budget.threshold', title: `Budget at ${threshold} %`, body: 'Spent.', facts, link: null }
    delivery.run(alertId, JSON.stringify({ ...notice, actions: [], at: now }), now, now)
  }
  // One that nobody was told, as no channel was on.
  alert.run(90, now, null)
  db.close()
  return dataDir
}

test('from 17 to 18: alerts about budgets so far stand in the history, with what was sent', async () => {
  const engine = await openTestEngine({ dataDir: oldFolder() })
  const incidents = await engine.client.alerts.incidents({})
  expect(incidents).toMatchObject([
    {
      ...{ title: 'Budget at 80 %', subject: 'Everything, in total', ruleId: null, acknowledgedAt: null },
      deliveries: [{ channelName: 'This computer', state: 'delivered' }],
    },
    { title: 'Budget at 50 %', acknowledgedAt: expect.any(Number), recoveredAt: expect.any(Number) },
  ])
  expect(await engine.client.alerts.open()).toEqual({ count: 1 })
  expect(await engine.client.alerts.rules()).toMatchObject([{ ruleId: 'rule_unattended', isOn: true }])
})
