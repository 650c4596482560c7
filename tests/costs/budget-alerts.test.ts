import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createBudgetAlerts } from '../../electron/engine/costs/budget-alerts.ts'
import { createBudgetsStore } from '../../electron/engine/store/budgets.store.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { temporaryFolder } from '../support/test-engine.ts'

test('a database that another program holds on to ends nothing: the alert is made when it is free', async () => {
  const dataDir = temporaryFolder()
  const db = openDatabase(dataDir, 1_000)
  db.pragma('busy_timeout = 20')
  db.prepare(
    "INSERT INTO budget_sums (budget_id, period_key, settled_micro_usd) VALUES ('budget_each_run', 7, 600000)",
  ).run()
  const other = new Database(join(dataDir, 'niti.db'))
  onTestFinished(() => {
    db.close()
    other.close()
  })
  const warned: string[] = []
  const told = Promise.withResolvers<string>()
  const alerts = createBudgetAlerts({
    store: createBudgetsStore(db),
    workspaceId: 'default',
    clock: { now: () => 2_000, sleep: () => Promise.reject(new Error('nobody sleeps here')) },
    log: { info() {}, error() {}, warn: (message) => void warned.push(message) },
    tell: (notice) => told.resolve(notice.title),
    titleOf: () => 'Each run',
  })

  other.exec('BEGIN IMMEDIATE')
  alerts.note([{ budgetId: 'budget_each_run', periodKey: 7 }])
  await expect.poll(() => warned, { timeout: 10_000 }).toHaveLength(1)
  other.exec('COMMIT')
  expect(await told.promise).toContain('50 %')
})
