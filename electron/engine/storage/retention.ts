import type { Clock } from '../../../shared/clock.ts'
import type { Retention } from '../../../shared/workflow/workflow.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { SettingsStore } from '../store/settings.store.ts'
import type { ClearableRun, StorageStore } from '../store/storage.store.ts'
import { inSlices } from './in-slices.ts'

/** Which runs to clear. With neither `days` nor `runs`, those that the rules in force let go. */
export type CleanRequest = Retention & { workflowId?: string | null }
export type Freed = { runs: number; bytes: number }

type Parts = {
  workspaceId: string
  store: StorageStore
  settings: SettingsStore
  clock: Clock
  /** Aborts when the engine closes: what is under way stops between two steps. */
  closing: AbortSignal
  /** A run of the workflow was cleared. */
  onCleared(workflowId: string | null): void
}

const dayMs = 24 * 3_600_000

/** Removes what finished runs left behind once it is older, or there are more of them, than a person wants kept. */
export function createRetention({ workspaceId, store, settings, clock, closing, onCleared }: Parts) {
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time: two at once would count the same runs. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }

  function candidates({ workflowId: wanted, ...given }: CleanRequest): ClearableRun[] {
    const hasRule = given.days !== undefined || given.runs !== undefined
    return store.groups(workspaceId).flatMap(({ workflowId, retention }) => {
      if (wanted !== undefined && wanted !== workflowId) return []
      return outside(workflowId, hasRule ? given : (retention ?? settings.get(workspaceId).retention))
    })
  }

  function outside(workflowId: string | null, { days, runs }: Retention): ClearableRun[] {
    if (days === undefined && runs === undefined) return []
    const before = days === undefined ? null : clock.now() - days * dayMs
    return store.candidates({ workspaceId, workflowId, before, runs: runs ?? null })
  }

  async function clear(found: ClearableRun[]): Promise<number> {
    let count = 0
    const changed = new Set<string | null>()
    for (const { runNumber, workflowId } of found) {
      if (closing.aborted) break
      // Somebody may have begun a run that goes on from it since it was found.
      if (store.isNeeded(runNumber)) continue
      await inSlices(store.clear(runNumber, clock.now()), closing)
      count++
      changed.add(workflowId)
      await nextTurn()
    }
    if (count > 0) store.note('cleaned', clock.now())
    for (const workflowId of changed) onCleared(workflowId)
    return count
  }

  /** Bytes that clearing these runs frees: their events, and values nobody else holds. */
  async function bytesOf(found: ClearableRun[]): Promise<number> {
    let bytes = 0
    for (const { runNumber } of found) bytes += (await inSlices(store.measure(runNumber), closing)) ?? 0
    return closing.aborted ? bytes : bytes + store.blobBytesOnlyOf(found.map(({ runNumber }) => runNumber))
  }

  return {
    async preview(request: CleanRequest): Promise<Freed> {
      const found = candidates(request)
      return { runs: found.length, bytes: await bytesOf(found) }
    },

    clean: (request: CleanRequest): Promise<Freed> =>
      inTurn(async () => {
        // What a stop of the program left in the middle of being removed is removed with them.
        const found = [...store.halfCleared(), ...candidates(request)]
        const bytes = await bytesOf(found)
        return { runs: await clear(found), bytes }
      }),

    /** Applies the rules in force, and ends what a stop of the program left half done. Answers how many runs were cleared. */
    apply: (): Promise<number> => inTurn(() => clear([...store.halfCleared(), ...candidates({})])),

    /** The same for one workflow, by number alone: what is asked after each of its runs. */
    applyNumber: (workflowId: string | null): Promise<number> =>
      inTurn(async () => {
        const own = workflowId === null ? null : store.retentionOf(workflowId)
        const { runs } = own ?? settings.get(workspaceId).retention
        return runs === undefined ? 0 : clear(outside(workflowId, { runs }))
      }),

    /** Clears these runs: what a person removed. What a stop of the program leaves of them is cleared with the rest later. */
    clearThese: (runs: ClearableRun[]): Promise<number> => inTurn(() => clear(runs)),

    idle: (): Promise<unknown> => last,
  }
}

export type RetentionRules = ReturnType<typeof createRetention>
