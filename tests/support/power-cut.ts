import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Engine } from '../../electron/engine/engine.ts'
import { temporaryFolder } from './test-engine.ts'

/** The data folder as a power cut at this instant would leave it, its runs nobody's. */
export function cutPower(dataDir: string): string {
  const left = temporaryFolder()
  for (const file of readdirSync(dataDir)) copyFileSync(join(dataDir, file), join(left, file))
  // The process that owns them is this very one and lives; after a real power cut it would not.
  const db = new Database(join(left, 'niti.db'))
  db.prepare("UPDATE runs SET owner = 'process 1 0' WHERE status = 'running'").run()
  db.prepare("UPDATE trigger_keeper SET owner = 'process 1 0'").run()
  db.prepare("UPDATE alert_watch SET owner = 'process 1 0'").run()
  db.close()
  return left
}

type Cut = {
  engine: Engine & { dataDir: string }
  runId: string
  held: { arrived: Promise<unknown>; clientLeft: Promise<void> }
}

/** The same once a held model call is under way. The run that goes on regardless in this process is ended. */
export async function cutPowerDuring({ engine, runId, held }: Cut): Promise<string> {
  await held.arrived
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await held.clientLeft
  return left
}
