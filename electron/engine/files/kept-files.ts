import { createHash } from 'node:crypto'
import { userError } from '../../../shared/errors.ts'
import { type FileRef, mostFileBytes } from '../../../shared/run/file-ref.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { BlobsStore } from '../store/blobs.store.ts'
import { describeWriteFailure } from '../store/open-database.ts'

/** Files whose bytes are kept in the database for one run, and the seal of those that lie on the disk. */
export type KeptFiles = {
  keep(file: { name: string; mediaType: string; bytes: Uint8Array }): Promise<FileRef>
  /** The same for what was hashed as it came. */
  keepHashed(file: { name: string; mediaType: string; bytes: Uint8Array; blobId: string }): FileRef
  /** Throws a user error where it is gone. */
  read(blobId: string, name: string): Buffer<ArrayBuffer>
  sealOf(path: string): string
  isSealed(path: string, seal: string): boolean
}

/** Bytes hashed before others get their turn: a few milliseconds. */
const hashedAtOnce = 8 * 1024 * 1024

export function createKeptFiles(blobs: BlobsStore, runNumber: number): KeptFiles {
  const keepHashed: KeptFiles['keepHashed'] = ({ name, mediaType, bytes, blobId }) => {
    try {
      blobs.keepFile(runNumber, blobId, bytes)
    } catch (thrown) {
      throw describeWriteFailure(thrown)
    }
    return { name, mediaType, bytes: bytes.length, blobId }
  }
  return {
    async keep({ name, mediaType, bytes }) {
      refuseTooLarge(name, bytes.length)
      return keepHashed({ name, mediaType, bytes, blobId: await hash(bytes) })
    },
    keepHashed,
    read: (blobId, name) => readKept(blobs, blobId, name),
    sealOf: blobs.sealOf,
    isSealed: blobs.isSealed,
  }
}

/** The bytes of a kept file. Throws a user error where it was removed with the last run that held it. */
export function readKept(blobs: Pick<BlobsStore, 'has' | 'read'>, blobId: string, name: string): Buffer<ArrayBuffer> {
  if (blobs.has(blobId)) return blobs.read(blobId)
  throw userError(
    'files.gone',
    `The file “${name}” is not stored any more: what the run did was removed to make room.`,
    {
      hint: 'Run the node that made it again; where its output is pinned, unpin it first.',
      details: { blobId },
    },
  )
}

/** A reference that did not come from here must not make it read a file nobody chose. */
export function notVouched(name: string) {
  return userError(
    'files.not-vouched',
    `Niti did not make this reference to “${name}”, so it does not read that file.`,
    { hint: 'Name the file by its path in Read files, and pass on the reference it gives.' },
  )
}

/** Throws a user error for more than any file may have. */
export function refuseTooLarge(name: string, bytes: number): void {
  if (bytes <= mostFileBytes) return
  const most = mostFileBytes / 1024 / 1024
  throw userError('files.too-large', `${name} has ${bytes} bytes; files of at most ${most} MB can be passed on.`)
}

async function hash(bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256')
  for (let from = 0; from < bytes.length; from += hashedAtOnce) {
    if (from > 0) await nextTurn()
    sha256.update(bytes.subarray(from, from + hashedAtOnce))
  }
  return sha256.digest('hex')
}
