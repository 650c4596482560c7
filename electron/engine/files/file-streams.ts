import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { userError } from '../../../shared/errors.ts'
import { type FileRef, fileValue } from '../../../shared/run/file-ref.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { CallFiles } from '../integrations/integration-client.ts'
import { explainFileError } from './explain-file-error.ts'
import { type KeptFiles, notVouched, refuseTooLarge } from './kept-files.ts'

const chunkBytes = 256 * 1024
/** What comes is held in memory up to here; more goes to a temporary file. */
const heldBytes = 4 * 1024 * 1024

/**
 * Files as they are sent and received. One on the disk is read as it leaves. The database takes and gives a kept file only
 * whole: while it is read, and in the moment it is stored, it is in memory once; while it comes in, it is on the disk.
 */
export function createFileStreams(kept: KeptFiles): CallFiles {
  return {
    async read(file) {
      const { name, mediaType, blobId, path, seal } = file
      if (blobId !== undefined) {
        const bytes = kept.read(blobId, name)
        return { stream: slices(bytes), bytes: bytes.length, name, mediaType }
      }
      if (path === undefined || seal === undefined || !kept.isSealed(path, seal)) throw notVouched(name)
      const { size } = await stat(path).catch((cause) => Promise.reject(explainFileError(cause, path)))
      refuseTooLarge(name, size)
      return { stream: readDisk(path, size), bytes: size, name, mediaType }
    },

    async keep({ name, mediaType, stream }) {
      return fileValue(await keepStream(kept, { name, mediaType, stream }))
    },
  }
}

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes)
}

/** What is longer by now is cut, so that it fits what was said of it; what is shorter fails where it is sent. */
async function* readDisk(path: string, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) return
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes, end: size - 1 })
  } catch (cause) {
    throw explainFileError(cause, path)
  }
}

type Incoming = Parameters<CallFiles['keep']>[0]

async function keepStream(kept: KeptFiles, { name, mediaType, stream }: Incoming): Promise<FileRef> {
  const sha256 = createHash('sha256')
  let bytes = 0
  async function* counted() {
    for await (const chunk of stream) {
      bytes += chunk.length
      refuseTooLarge(name, bytes)
      sha256.update(chunk)
      yield chunk
    }
  }
  const incoming = counted()
  const first: Uint8Array[] = []
  for (let step = await incoming.next(); !step.done; step = await incoming.next()) {
    first.push(step.value)
    if (bytes > heldBytes) break
  }
  const whole = bytes > heldBytes ? await throughDisk(first, incoming) : Buffer.concat(first)
  await nextTurn()
  return kept.keepHashed({ name, mediaType, bytes: whole, blobId: sha256.digest('hex') })
}

/** In a file of its own folder until it is whole, so that a large one that never ends fills no memory. */
async function throughDisk(first: Uint8Array[], rest: AsyncIterable<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'niti-file-'))
  try {
    const path = join(folder, 'incoming')
    {
      await using handle = await open(path, 'wx', 0o600)
      await handle.writeFile(Buffer.concat(first))
      first.length = 0
      await handle.writeFile(rest)
    }
    return await readFile(path)
  } catch (cause) {
    throw explainFileError(cause, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Files of callers that have no run to keep them with. */
export const noFiles: CallFiles = {
  read: async ({ name }) => Promise.reject(noRun(`send “${name}”`)),
  keep: async ({ name }) => Promise.reject(noRun(`keep “${name}”`)),
}

function noRun(what: string) {
  return userError('files.no-run', `There is no run here to ${what} with.`, {
    hint: 'Do this in a workflow: files are kept with its runs.',
  })
}
