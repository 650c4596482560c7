import { userError } from '../../../shared/errors.ts'
import { isOver } from '../../../shared/run/events.ts'
import { clearedError } from '../run/run-values.ts'
import type { Starts } from '../run/starts.ts'
import type { ChosenRun } from '../store/run-list.store.ts'
import type { RunsStore } from '../store/runs.store.ts'

type Parts = { runsStore: Pick<RunsStore, 'identity' | 'events'>; starts: Pick<Starts, 'rerun' | 'workflow'> }

/**
 * Runs one again with what it was given: one that succeeded from its start, any other from where it ended; on the workflow
 * as it is now. Throws a user error where that cannot be.
 */
export function createRunAgain({ runsStore, starts }: Parts) {
  return async ({ runId, status, clearedAt, workflowId }: ChosenRun): Promise<void> => {
    if (!isOver(status)) throw userError('run.not-over', 'It has not ended yet.', { hint: 'Stop it first.' })
    if (clearedAt !== null) throw clearedError(clearedAt)
    const run = runsStore.identity(runId)
    const [origin] = run ? runsStore.events(run, 0, 1) : []
    if (origin?.type !== 'run-queued') throw userError('run.not-found', `There is no run \`${runId}\`.`)
    if (origin.trigger === 'chat') {
      throw userError('run.of-chat', 'It answered a message of a chat.', { hint: 'Ask again in that chat.' })
    }
    if (status !== 'succeeded') {
      await starts.rerun({ runId, from: { kind: 'failed' }, workflow: 'draft' })
      return
    }
    if (workflowId === null) {
      throw userError('run.no-workflow', 'It is not a run of one of your workflows.', {
        hint: 'Run its file again, or open it and run it from a node.',
      })
    }
    const { inputs, defaultModel, startNode, payload, dryRun } = origin
    const begun = { defaultModel: defaultModel ?? undefined, startNode, payload, dryRun }
    await starts.workflow({ workflowId, inputs, version: 'draft', priority: 0, ...begun })
  }
}
