import { navigate } from '../../state/route-store.ts'
import { runs } from '../../state/run-store.ts'
import { startRun } from '../../state/shown-run-store.ts'

/** Runs the workflow as it is now with what a dry run of it was given, this time with the models its nodes name. */
export async function runForReal(workflowId: string, dryRunId: string): Promise<void> {
  const origin = runs.store.getState().runs[dryRunId]?.events[0]
  if (origin?.type !== 'run-queued') return
  const { inputs, upTo, startNode, payload } = origin
  navigate({ screen: 'workflow', workflowId })
  await startRun(workflowId, inputs, {
    ...(upTo === undefined ? {} : { upTo }),
    ...(startNode === undefined ? {} : { startNode }),
    ...(payload === undefined ? {} : { payload }),
  })
}
