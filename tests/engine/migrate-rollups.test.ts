import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { rollups as migration } from '../../electron/engine/store/migrations/0016-rollups.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { createQueueStore } from '../../electron/engine/store/queue.store.ts'
import { makeRuns, monthsMs, readSums } from '../support/make-runs.ts'
import { temporaryFolder } from '../support/test-engine.ts'

const from = Date.UTC(2026, 1, 1)

/** The rows of a database as one of the version before would hold them. */
function copyAsBefore(source: string, dataDir: string): void {
  const db = new Database(join(dataDir, 'niti.db'))
  const before = migrations.slice(0, migration.version - 1)
  for (const step of before) step.up(db, 1_000)
  db.pragma(`user_version = ${before.length}`)
  db.prepare('ATTACH ? AS other').run(join(source, 'niti.db'))
  for (const table of ['documents', 'runs', 'events', 'ledger']) {
    const columns = db.prepare(`SELECT group_concat(name) FROM pragma_table_info('${table}')`).pluck().get()
    db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM other.${table}`)
  }
  db.close()
}

test.each([1, 2, 3])('from 15 to 16: the sums are those that would have been kept all along (seed %i)', (seed) => {
  const [source, dataDir] = [temporaryFolder(), temporaryFolder()]
  const { at } = makeRuns(source, { seed, runs: 250, from, to: from + monthsMs(8) })
  copyAsBefore(source, dataDir)
  openDatabase(dataDir, at, migration.version - 1).close()
  const [kept, filled] = [readSums(source), readSums(dataDir)]
  expect(kept.runs?.length).toBeGreaterThan(500)
  expect(kept.liveNodes?.length).toBeGreaterThan(0)
  for (const name of Object.keys(kept)) expect([name, filled[name]]).toEqual([name, kept[name]])
})

test('from 15 to 16: runs that wait are counted from then on', () => {
  const [source, dataDir] = [temporaryFolder(), temporaryFolder()]
  const { at } = makeRuns(source, { seed: 5, runs: 60, from, to: from + monthsMs(1) })
  copyAsBefore(source, dataDir)
  const db = openDatabase(dataDir, at + 1_000, migration.version - 1)
  const waiting = db.prepare("SELECT COUNT(*) FROM runs WHERE status = 'queued' AND dry_run = 0").pluck().get()
  expect(waiting).toBeGreaterThan(0)
  expect(db.prepare('SELECT waiting, noted FROM queue_depth').get()).toEqual({ waiting, noted: waiting })
  expect(db.prepare('SELECT most, last FROM queue_peaks').all()).toEqual([{ most: waiting, last: waiting }])
  const queue = createQueueStore(db)
  queue.transact(() => {
    for (const run of [...queue.waiting('default')]) queue.begin(run, 'test', at + 2_000)
  })
  expect(db.prepare('SELECT waiting, noted FROM queue_depth').get()).toEqual({ waiting: 0, noted: 0 })
  db.close()
})
