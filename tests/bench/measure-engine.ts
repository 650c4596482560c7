import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { createEngine } from '../../electron/engine/engine.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { createStrictHost } from '../support/strict-host.ts'

/** Microseconds per node; the best of some rounds, because whatever else the machine does only ever adds time. */
export type PerNode = { usPerNode: number; floorUsPerNode: number; ratio: number }

const rounds = 5
/** Nodes the floor writes before it lets the event loop turn. */
const nodesPerTick = 500

export async function measureRuns(create: typeof createEngine, workflow: Workflow): Promise<PerNode> {
  const count = Object.keys(workflow.nodes).length
  const text = JSON.stringify(workflow)
  const engineUs = await inFolder(async (dataDir) => {
    const engine = await create({ dataDir, host: createStrictHost(), env: {} })
    try {
      return await best(async () => {
        const { finished } = await engine.startFile({ text, inputs: {} })
        const { status } = await finished
        if (status !== 'succeeded') throw new Error(`the run ${status}`)
      })
    } finally {
      await engine.close()
    }
  })
  const floorUs = await inFolder((dataDir) => measureFloor(dataDir, count))
  const usPerNode = round(engineUs / count)
  const floorUsPerNode = round(floorUs / count)
  return { usPerNode, floorUsPerNode, ratio: round(usPerNode / floorUsPerNode) }
}

/** The same durable writes with no engine around them: two events a node, one commit per event-loop tick. */
async function measureFloor(dataDir: string, count: number): Promise<number> {
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
  try {
    return await best(async () => {
      for (let from = 0; from < count; from += nodesPerTick) {
        writeTick(from, Math.min(count, from + nodesPerTick))
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
  } finally {
    db.close()
  }
}

async function best(work: () => Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let index = 0; index < rounds; index++) {
    const before = performance.now()
    await work()
    least = Math.min(least, (performance.now() - before) * 1000)
  }
  return least
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'niti-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
