import { cancelledError } from '../../../shared/errors.ts'
import type { FileRoom } from '../store/file-room.store.ts'
import { inSlices } from './in-slices.ts'

/** Gives room in the file that is not in use back to the disk: all of it when asked, most of it by itself. */
export function createCompaction(room: FileRoom, closing: AbortSignal) {
  const onDisk = () => {
    const { fileBytes, walBytes } = room.sizes()
    return fileBytes + walBytes
  }

  return {
    /** All of it. A file made by an early version is written anew for it, which takes a while. */
    async all(): Promise<{ bytes: number }> {
      const before = onDisk()
      room.rewrite()
      await inSlices(room.shrink(0), closing)
      if (closing.aborted) throw cancelledError('Niti is closing.')
      room.emptyWal()
      return { bytes: Math.max(0, before - onDisk()) }
    },

    /** What can be given back without anybody noticing; some free room stays for what comes next. */
    async some(): Promise<void> {
      const before = room.sizes().freeBytes
      await inSlices(room.shrink(), closing)
      if (closing.aborted) return
      // The file itself becomes shorter when the log of writes is worked into it.
      if (room.sizes().freeBytes < before) room.emptyWal()
      else room.emptyLargeWal()
    },
  }
}

export type Compaction = ReturnType<typeof createCompaction>
