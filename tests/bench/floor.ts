import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Nodes the floor writes before it lets the event loop turn. */
const nodesPerTick = 500

/** The same durable writes with no engine around them: two events a node, one commit per event-loop tick. */
export function openFloor(dataDir: string) {
  const db = new Database(join(dataDir, 'floor.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE events (event_key INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT')
  const insert = db.prepare('INSERT INTO events (event_key, at, body) VALUES (?, ?, ?)')
  let key = 0
  const writeTick = db.transaction((from: number, to: number) => {
    for (let index = from; index < to; index++) {
      const at = { node: `n${index}`, scope: '', attempt: 1 }
      insert.run(++key, Date.now(), JSON.stringify({ type: 'node-started', ...at, nodeType: 'template' }))
      const outputs = { out: `node ${index}` }
      insert.run(++key, Date.now(), JSON.stringify({ type: 'node-finished', ...at, outputs, durationMs: 0 }))
    }
  })
  return {
    async writeNodes(count: number): Promise<void> {
      for (let from = 0; from < count; from += nodesPerTick) {
        writeTick(from, Math.min(count, from + nodesPerTick))
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    close: () => db.close(),
  }
}
