import { userError } from '../../../shared/errors.ts'
import { emptyWorkflow } from '../../../shared/workflow/workflow.ts'
import type { Queue } from '../run/queue.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { RunFeed } from '../run/run-feed.ts'
import { clearedError, createRunValues, removedError } from '../run/run-values.ts'
import type { Starts } from '../run/starts.ts'
import type { BlobsStore } from '../store/blobs.store.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  workspaceId: string
  store: RunsStore
  blobs: BlobsStore
  feed: RunFeed
  changes: RunChanges
  queue: Queue
  starts: Pick<Starts, 'workflow' | 'rerun'>
}

export function runHandlers(
  os: ContractImplementer['runs'],
  { workspaceId, store, blobs, feed, changes, queue, starts }: Parts,
) {
  const summaryOf = (runId: string) => {
    const run = store.summary(runId)
    if (!run) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    const removedAt = store.removedAt(runId)
    if (removedAt !== null) throw removedError(removedAt)
    return run
  }

  const values = createRunValues(store)

  function fileOf({ runId, blobId }: { runId: string; blobId: string }): Blob {
    const { clearedAt } = summaryOf(runId)
    if (clearedAt !== null) throw clearedError(clearedAt)
    const run = store.identity(runId)
    // Only what the run holds: an id alone opens nothing else that is stored.
    if (!run || blobs.heldBytes(run.runNumber, blobId) === undefined) {
      throw userError('run.no-such-file', 'This run keeps no such file.', { details: { blobId } })
    }
    return new Blob([blobs.read(blobId)])
  }

  return {
    start: os.start.handler(async ({ input }) => {
      const { runId } = await starts.workflow(input)
      return { runId }
    }),
    rerun: os.rerun.handler(async ({ input }) => {
      const { runId } = await starts.rerun(input)
      return { runId }
    }),
    cancel: os.cancel.handler(({ input }) => queue.cancel(input.runId)),
    list: os.list.handler(({ input }) => store.list({ workspaceId, ...input })),
    get: os.get.handler(({ input }) => {
      const run = summaryOf(input.runId)
      const document = run.clearedAt === null ? store.document(input.runId) : undefined
      return { run, document: document ?? emptyWorkflow(run.workflowName) }
    }),
    watch: os.watch.handler(({ input, signal }) => {
      const { clearedAt } = summaryOf(input.runId)
      if (clearedAt !== null) throw clearedError(clearedAt)
      return feed.watch(input.runId, input.afterSeq, signal)
    }),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
    value: os.value.handler(({ input }) => values.whole(input)),
    valuePage: os.valuePage.handler(({ input: { path, offset, limit, ...at } }) =>
      values.page(at, { path, offset, limit }),
    ),
    file: os.file.handler(({ input }) => ({ bytes: fileOf(input) })),
  }
}
