import type { StorageUsage } from '../../../shared/contract/storage.ts'
import { cancelledError } from '../../../shared/errors.ts'
import type { FileRoom } from '../store/file-room.store.ts'
import type { StorageStore } from '../store/storage.store.ts'
import { inSlices } from './in-slices.ts'

type Parts = { workspaceId: string; store: StorageStore; room: FileRoom; closing: AbortSignal }

/** Runs measured before the next are asked for. */
const runsAtOnce = 100

/** What takes room. Each finished run is measured once in its life, so the answer comes quickly however many there are. */
export async function measureUsage({ workspaceId, store, room, closing }: Parts): Promise<StorageUsage> {
  await inSlices(measureAll(store), closing)
  if (closing.aborted) throw cancelledError('Niti is closing.')
  const totals = store.totals()
  const sizes = room.sizes()
  const { eventBytes, blobBytes, workflowBytes, costBytes } = totals
  const known = eventBytes + blobBytes + workflowBytes + costBytes
  return {
    path: room.path,
    ...sizes,
    parts: [
      { part: 'runs', bytes: eventBytes, count: totals.runs },
      { part: 'values', bytes: blobBytes, count: totals.blobs },
      { part: 'workflows', bytes: workflowBytes, count: totals.workflows },
      { part: 'costs', bytes: costBytes, count: totals.calls },
      // Tables of the rest, and what the file needs around every row.
      { part: 'other', bytes: Math.max(0, sizes.fileBytes + sizes.walBytes - sizes.freeBytes - known), count: 0 },
    ],
    workflows: workflowsOf(store, workspaceId),
    backups: room.backups(),
    lastCleanedAt: store.notedAt('cleaned'),
  }
}

function workflowsOf(store: StorageStore, workspaceId: string): StorageUsage['workflows'] {
  const retentions = new Map(store.groups(workspaceId).map((group) => [group.workflowId, group.retention]))
  const rows = store
    .workflows(workspaceId)
    .map((row) => ({ ...row, retention: retentions.get(row.workflowId) ?? null }))
  return rows.sort((a, b) => b.bytes - a.bytes)
}

function* measureAll(store: StorageStore): Generator<void, void> {
  for (let runs = store.unmeasured(runsAtOnce); runs.length > 0; runs = store.unmeasured(runsAtOnce)) {
    for (const runNumber of runs) {
      yield* store.measure(runNumber)
      yield
    }
  }
}
