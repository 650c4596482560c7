import type { Statement } from 'better-sqlite3'
import type { Db } from './open-database.ts'

const prefix = 'knowledge_vectors_'

type Statements = { insert: Statement; remove: Statement; nearest: Statement<[Buffer, number], { rowid: number }> }

/**
 * Vectors of passages, in a table of sqlite-vec for each base: all vectors of one base have one size, dropping the table
 * gives everything back at once, and a search goes through no other base's. Nothing here works before `load`, and all of
 * it is asked for only where a base has vectors.
 */
export function createKnowledgeVectorsStore(db: Db) {
  const selectTable = db.prepare<[string], { name: string }>('SELECT name FROM sqlite_master WHERE name = ?')
  const selectTables = db.prepare<[string], { name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%' AND name GLOB ?`,
  )
  const selectBase = db.prepare<[number], { base_number: number }>(
    'SELECT base_number FROM knowledge_bases WHERE base_number = ?',
  )
  const prepared = new Map<number, Statements>()
  let isLoaded = false

  const tableOf = (baseNumber: number) => `${prefix}${baseNumber}`
  const exists = (baseNumber: number) => selectTable.get(tableOf(baseNumber)) !== undefined

  function statementsOf(baseNumber: number): Statements {
    const known = prepared.get(baseNumber)
    if (known) return known
    const table = tableOf(baseNumber)
    const made: Statements = {
      insert: db.prepare(`INSERT INTO ${table} (rowid, embedding) VALUES (?, ?)`),
      remove: db.prepare(`DELETE FROM ${table} WHERE rowid = ?`),
      nearest: db.prepare(`SELECT rowid FROM ${table} WHERE embedding MATCH ? AND k = ? ORDER BY distance`),
    }
    prepared.set(baseNumber, made)
    return made
  }

  function drop(baseNumber: number): void {
    prepared.delete(baseNumber)
    if (exists(baseNumber)) db.exec(`DROP TABLE ${tableOf(baseNumber)}`)
  }

  /** Tables of bases that were deleted while the extension could not be loaded. */
  function dropOrphans(): void {
    for (const { name } of selectTables.all(`${prefix}[0-9]*`)) {
      const baseNumber = Number(name.slice(prefix.length))
      if (Number.isInteger(baseNumber) && !selectBase.get(baseNumber)) drop(baseNumber)
    }
  }

  return {
    /** Loads SQLite's extension; throws where that cannot be done on this machine. */
    load(path: string): void {
      if (isLoaded) return
      db.loadExtension(path)
      isLoaded = true
      dropOrphans()
    },
    isLoaded: (): boolean => isLoaded,
    exists,
    drop,

    /** Makes the table where there is none yet. */
    make(baseNumber: number, size: number): void {
      if (!exists(baseNumber)) {
        db.exec(
          `CREATE VIRTUAL TABLE ${tableOf(baseNumber)} USING vec0 (embedding float[${size}] distance_metric=cosine)`,
        )
      }
    },
    add: (baseNumber: number, chunkNumber: number, vector: Float32Array): void =>
      void statementsOf(baseNumber).insert.run(BigInt(chunkNumber), bytesOf(vector)),
    remove(baseNumber: number, chunkNumbers: number[]): void {
      if (!exists(baseNumber)) return
      const { remove } = statementsOf(baseNumber)
      for (const chunkNumber of chunkNumbers) remove.run(BigInt(chunkNumber))
    },
    /** Takes away those of passages that are gone, or are to have new ones. */
    removeStrays(baseNumber: number): void {
      if (!exists(baseNumber)) return
      const { remove } = statementsOf(baseNumber)
      const strays = db
        .prepare<[], { rowid: number }>(
          `SELECT rowid FROM ${tableOf(baseNumber)}_rowids
           WHERE rowid NOT IN (SELECT chunk_number FROM knowledge_chunks WHERE has_vector = 1)`,
        )
        .all()
      for (const { rowid } of strays) remove.run(BigInt(rowid))
    },
    /** Numbers of the passages whose vectors lie nearest, nearest first. */
    nearest: (baseNumber: number, vector: Float32Array, limit: number): number[] =>
      exists(baseNumber)
        ? statementsOf(baseNumber)
            .nearest.all(bytesOf(vector), limit)
            .map((row) => row.rowid)
        : [],
  }
}

export type KnowledgeVectorsStore = ReturnType<typeof createKnowledgeVectorsStore>

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
}
