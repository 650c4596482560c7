import { cancelledError, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { removedError } from '../run/run-values.ts'
import { inSlices } from '../storage/in-slices.ts'
import { createRunListStore } from '../store/run-list.store.ts'
import { createRunViewsStore } from '../store/run-views.store.ts'
import { createRunWordsStore } from '../store/run-words.store.ts'
import { findPlaces } from './find-places.ts'
import { createManyRuns } from './many-runs.ts'
import type { MonitoringParts } from './monitoring-parts.ts'
import { createRunAgain } from './run-again.ts'
import { createRunTexts } from './run-texts.ts'
import { createRunWords } from './run-words.ts'
import { startWordUpkeep } from './word-upkeep.ts'

/** Runs as a list: found, filtered, given a name, and many handled at once. */
export function openRunList(parts: MonitoringParts) {
  const { db, workspaceId, runsStore, blobs, clock, closing, changes, log } = parts
  const store = createRunListStore(db, workspaceId)
  const wordsStore = createRunWordsStore(db)
  const views = createRunViewsStore(db, workspaceId)
  const texts = createRunTexts({ runsStore, blobs })
  const index = createRunWords({ store: wordsStore, texts, clock, closing })
  const many = createManyRuns({
    ...{ store, changes, clock, log, closing, queue: parts.queue, stays: parts.stays },
    retention: parts.storage.retention,
    runAgain: createRunAgain({ runsStore, starts: parts.starts }),
    dropWords: wordsStore.drop,
  })
  let upkeep: Promise<void> | null = null

  function numberOf(runId: string): number {
    const runNumber = store.numberOf(runId)
    if (runNumber === undefined) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    return runNumber
  }

  return {
    handlers: (os: ContractImplementer) => ({
      runs: {
        find: os.runs.find.handler(async ({ input: { filter, upTo, offset, limit } }) => {
          await index.catchUp(filter.words)
          const from = upTo === undefined ? undefined : numberOf(upTo)
          const unread = filter.words === undefined ? 0 : wordsStore.pendingCount()
          return { ...store.find(filter, { upTo: from, offset, limit }), unread }
        }),
        findings: os.runs.findings.handler(async ({ input: { runId, words } }) => {
          numberOf(runId)
          const removedAt = runsStore.removedAt(runId)
          if (removedAt !== null) throw removedError(removedAt)
          const places = await inSlices(findPlaces({ runsStore, texts }, runId, words), closing)
          if (!places) throw cancelledError('Niti is closing.')
          return places
        }),
        rerunMany: os.runs.rerunMany.handler(({ input }) => many.rerun(input.choice)),
        cancelMany: os.runs.cancelMany.handler(({ input }) => many.cancel(input.choice)),
        removeMany: os.runs.removeMany.handler(({ input }) => many.remove(input.choice)),
        count: os.runs.count.handler(({ input }) => ({ runs: many.count(input.choice) })),
        views: os.runs.views.handler(() => views.all()),
        saveView: os.runs.saveView.handler(({ input }) => {
          const createdAt = clock.now()
          return views.save({ ...input, viewId: newId('view', createdAt), createdAt })
        }),
        removeView: os.runs.removeView.handler(({ input }) => {
          if (!views.remove(input.viewId)) {
            throw userError('run.no-view', 'This list is not saved any more.', { details: { viewId: input.viewId } })
          }
        }),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {
      if (parts.stays) upkeep = startWordUpkeep({ index, changes, log, closing })
    },
    async close(): Promise<void> {
      await upkeep
      await index.idle()
    },
  }
}
