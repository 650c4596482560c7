import { nodePath, type RunEventBody } from '../../../shared/run/events.ts'
import type { Db } from './open-database.ts'

/** At which nodes runs failed, and with which codes: so that every failure in a chart opens the runs behind it. */
export function createRunFailures(db: Db) {
  const insert = db.prepare('INSERT OR IGNORE INTO run_failures (code, node_path, run_number) VALUES (?, ?, ?)')

  return {
    /** Belongs into the transaction that writes the event. Nothing for events that say of no failure. */
    note(runNumber: number, body: RunEventBody): void {
      if (body.type === 'node-failed') insert.run(body.error.code, nodePath(body.scope, body.node), runNumber)
      else if (body.type === 'run-finished' && body.error) insert.run(body.error.code, '', runNumber)
    },
  }
}
