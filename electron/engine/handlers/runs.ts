import { userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { Rerun } from '../../../shared/run/events.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { Queue } from '../run/queue.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { RunFeed } from '../run/run-feed.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { ContractImplementer } from './implement-contract.ts'

export type WorkflowRun = {
  workflowId: string
  inputs: JsonObject
  defaultModel?: string
  version: 'draft' | 'published'
  upTo?: string
  priority: number
}
export type RerunRequest = Rerun & { workflow: 'same' | 'draft'; inputs?: JsonObject; upTo?: string }

type Parts = {
  workspaceId: string
  store: RunsStore
  feed: RunFeed
  changes: RunChanges
  queue: Queue
  startWorkflow(request: WorkflowRun): Promise<{ runId: string }>
  rerunRun(request: RerunRequest): Promise<{ runId: string }>
}

export function runHandlers(
  os: ContractImplementer['runs'],
  { workspaceId, store, feed, changes, queue, startWorkflow, rerunRun }: Parts,
) {
  const summaryOf = (runId: string) => {
    const run = store.summary(runId)
    if (!run) throw userError('run.not-found', `There is no run \`${runId}\`.`)
    return run
  }

  return {
    start: os.start.handler(async ({ input }) => {
      const { runId } = await startWorkflow(input)
      return { runId }
    }),
    rerun: os.rerun.handler(async ({ input }) => {
      const { runId } = await rerunRun(input)
      return { runId }
    }),
    cancel: os.cancel.handler(({ input }) => queue.cancel(input.runId)),
    list: os.list.handler(({ input }) => store.list({ workspaceId, ...input })),
    get: os.get.handler(({ input }) => {
      const run = summaryOf(input.runId)
      // The engine wrote it there as a checked workflow.
      return { run, document: JSON.parse(store.document(input.runId) ?? '{}') as Workflow }
    }),
    watch: os.watch.handler(({ input, signal }) => {
      summaryOf(input.runId)
      return feed.watch(input.runId, input.afterSeq, signal)
    }),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
    value: os.value.handler(({ input }) => {
      const run = store.identity(input.runId)
      const value = run && store.finishedOutputs(run, input)?.[input.port]
      if (value === undefined) {
        throw userError('run.no-value', `\`${input.node}\` gave nothing on \`${input.port}\` in this run.`)
      }
      return { value, characters: JSON.stringify(value).length }
    }),
    valuePage: os.valuePage.handler((): never => {
      throw userError('run.not-yet', 'To be built.')
    }),
  }
}
