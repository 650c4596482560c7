import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { userError } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'

type BlobRow = { bytes: number; encoding: string; data: Buffer }

/** Bytes looked at to see whether compressing the rest is worth it, and the share of its size it must come down to. */
const sampleBytes = 64 * 1024
const worthwhile = 0.9

/**
 * Large values and files, each stored once by what it holds. A blob lives as long as some run holds it; `keep` and what
 * refers to the blob belong into one transaction.
 */
export function createBlobsStore(db: Db) {
  const exists = db.prepare<[string], { one: number }>('SELECT 1 AS one FROM blobs WHERE blob_id = ?')
  const insert = db.prepare('INSERT OR IGNORE INTO blobs (blob_id, bytes, encoding, data) VALUES (?, ?, ?, ?)')
  const hold = db.prepare('INSERT OR IGNORE INTO run_blobs (run_number, blob_id) VALUES (?, ?)')
  const select = db.prepare<[string], BlobRow>('SELECT bytes, encoding, data FROM blobs WHERE blob_id = ?')
  const selectHeld = db.prepare<[number, string], { bytes: number }>(
    'SELECT bytes FROM blobs JOIN run_blobs USING (blob_id) WHERE run_number = ? AND blob_id = ?',
  )

  return {
    has: (blobId: string): boolean => exists.get(blobId) !== undefined,

    /** Keeps the bytes for a run and answers their id: the SHA-256 of what they say. */
    keep(runNumber: number, bytes: Buffer): string {
      const blobId = createHash('sha256').update(bytes).digest('hex')
      if (!exists.get(blobId)) {
        const packed = pack(bytes)
        insert.run(blobId, bytes.length, packed ? 'zstd' : 'plain', packed ?? bytes)
      }
      hold.run(runNumber, blobId)
      return blobId
    },

    /** Keeps for a run what is stored already. */
    hold(runNumber: number, blobId: string): void {
      hold.run(runNumber, blobId)
    },

    /** Size of a blob that a run holds; undefined where it holds no such blob. */
    heldBytes: (runNumber: number, blobId: string): number | undefined => selectHeld.get(runNumber, blobId)?.bytes,

    /** Throws a user error where the blob is gone. */
    read(blobId: string): Buffer {
      const row = select.get(blobId)
      if (!row) {
        throw userError('blob.gone', 'This value is not stored any more: it was removed to make room.', {
          details: { blobId },
        })
      }
      return row.encoding === 'zstd' ? zstdDecompressSync(row.data) : row.data
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
