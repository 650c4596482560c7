import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { userError } from '../../../shared/errors.ts'
import type { PackedValue } from './large-values.ts'
import type { Db } from './open-database.ts'

type BlobRow = { bytes: number; encoding: string; data: Buffer<ArrayBuffer> }

/** Bytes looked at to see whether compressing the rest is worth it, and the share of its size it must come down to. */
const sampleBytes = 64 * 1024
const worthwhile = 0.9

/** Of a row of `blobs`: no run and no conversation holds it. */
export const unheld = `
  NOT EXISTS (SELECT 1 FROM run_blobs h WHERE h.blob_id = blobs.blob_id)
  AND NOT EXISTS (SELECT 1 FROM chat_blobs h WHERE h.blob_id = blobs.blob_id)`

/**
 * Large values and files, each stored once by what it holds. A blob lives as long as some run or conversation holds it; `keep` and what
 * refers to the blob belong into one transaction.
 */
export function createBlobsStore(db: Db) {
  const exists = db.prepare<[string], { one: number }>('SELECT 1 AS one FROM blobs WHERE blob_id = ?')
  const insert = db.prepare('INSERT OR IGNORE INTO blobs (blob_id, bytes, encoding, data) VALUES (?, ?, ?, ?)')
  const holdKept = db.prepare('INSERT OR IGNORE INTO run_blobs (run_number, blob_id, named) VALUES (?, ?, 0)')
  // A file that is gone is nothing to hold: whoever reads it is told.
  const holdNamed = db.prepare(`
    INSERT INTO run_blobs (run_number, blob_id, named) SELECT ?, blob_id, 1 FROM blobs WHERE blob_id = ?
    ON CONFLICT DO UPDATE SET named = 1 WHERE named = 0`)
  const dropUnnamed = db.prepare<[number], { blob_id: string }>(
    'DELETE FROM run_blobs WHERE run_number = ? AND named = 0 RETURNING blob_id',
  )
  const dropUnheld = db.prepare(`DELETE FROM blobs WHERE blob_id = ? AND ${unheld}`)
  const selectSeal = db.prepare<[], { key: Buffer }>('SELECT key FROM file_seal')
  const select = db.prepare<[string], BlobRow>('SELECT bytes, encoding, data FROM blobs WHERE blob_id = ?')
  const selectStart = db.prepare<[number, string], Pick<BlobRow, 'encoding' | 'data'>>(
    'SELECT encoding, substr(data, 1, ?) AS data FROM blobs WHERE blob_id = ?',
  )
  const selectHeld = db.prepare<[number, string], { bytes: number }>(
    'SELECT bytes FROM blobs JOIN run_blobs USING (blob_id) WHERE run_number = ? AND blob_id = ?',
  )

  const keepFile = db.transaction((runNumber: number, blobId: string, bytes: Uint8Array) => {
    if (!exists.get(blobId)) insert.run(blobId, bytes.length, 'plain', bytes)
    holdKept.run(runNumber, blobId)
  })

  function sealOf(path: string): string {
    const row = selectSeal.get()
    if (!row) throw new Error('the table of the seal has one row')
    return createHmac('sha256', row.key).update(path).digest('hex')
  }

  return {
    has: (blobId: string): boolean => exists.get(blobId) !== undefined,

    /** Keeps the bytes for a run and answers their id: the SHA-256 of what they say. */
    keep(runNumber: number, bytes: Buffer): string {
      const blobId = createHash('sha256').update(bytes).digest('hex')
      if (!exists.get(blobId)) {
        const packed = pack(bytes)
        insert.run(blobId, bytes.length, packed ? 'zstd' : 'plain', packed ?? bytes)
      }
      holdNamed.run(runNumber, blobId)
      return blobId
    },

    /** The same for what was hashed and packed before. */
    keepPacked(runNumber: number, { blobId, bytes, encoding, data }: PackedValue): void {
      if (!exists.get(blobId)) insert.run(blobId, bytes, encoding, data)
      holdNamed.run(runNumber, blobId)
    },

    /** Keeps for a run what is stored already. */
    hold(runNumber: number, blobId: string): void {
      holdNamed.run(runNumber, blobId)
    },

    /**
     * Keeps a file for a run, on disk as soon as this returns; its bytes as they are, under their SHA-256. Until an event
     * names it the run only holds it to its end.
     */
    keepFile: (runNumber: number, blobId: string, bytes: Uint8Array): void =>
      keepFile.immediate(runNumber, blobId, bytes),

    /** An event of the run names these files. Belongs into the transaction that writes it. */
    holdNamed(runNumber: number, blobIds: Iterable<string>): void {
      for (const blobId of blobIds) holdNamed.run(runNumber, blobId)
    },

    /** The run has ended: what was kept for it and no event names is let go of. */
    dropUnnamed(runNumber: number): void {
      for (const { blob_id } of dropUnnamed.all(runNumber)) dropUnheld.run(blob_id)
    },

    /** What shows that this program named the path itself. */
    sealOf,
    isSealed(path: string, seal: string): boolean {
      const [given, expected] = [Buffer.from(seal), Buffer.from(sealOf(path))]
      return given.length === expected.length && timingSafeEqual(given, expected)
    },

    /** Size of a blob that a run holds; undefined where it holds no such blob. */
    heldBytes: (runNumber: number, blobId: string): number | undefined => selectHeld.get(runNumber, blobId)?.bytes,

    /** Throws a user error where the blob is gone. */
    read(blobId: string): Buffer<ArrayBuffer> {
      const row = select.get(blobId)
      if (!row) {
        throw userError('blob.gone', 'This value is not stored any more: it was removed to make room.', {
          details: { blobId },
        })
      }
      return row.encoding === 'zstd' ? zstdDecompressSync(row.data) : row.data
    },

    /** Up to so many of its first bytes, without reading all of it; none where the blob is gone. */
    readStart(blobId: string, most: number): Buffer {
      const row = selectStart.get(most, blobId)
      if (!row) return Buffer.alloc(0)
      if (row.encoding !== 'zstd') return row.data
      // Told that more may come, it gives what it has so far.
      const cut = { finishFlush: constants.ZSTD_e_continue }
      return zstdDecompressSync(row.data, cut).subarray(0, most)
    },
  }
}

export type BlobsStore = ReturnType<typeof createBlobsStore>

/** Compressed, where that makes it smaller; null where it does not, as for pictures. */
function pack(bytes: Buffer): Buffer | null {
  if (compress(bytes.subarray(0, sampleBytes)).length > worthwhile * Math.min(bytes.length, sampleBytes)) return null
  const packed = compress(bytes)
  return packed.length <= worthwhile * bytes.length ? packed : null
}

/** Level 1: a fifth of the time of the usual level, and little larger. */
function compress(bytes: Buffer): Buffer {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
}
