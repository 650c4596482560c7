import { isOver } from '../../shared/run/events.ts'
import { useCommands } from '../state/commands.ts'
import { useRun } from '../state/run-store.ts'
import { cancelRun, useShownRun } from '../state/shown-run-store.ts'
import { runDraft } from './run-draft.ts'

/** Running and stopping the draft: what the run bar's buttons and the keys do. */
export function useRunning(workflowId: string) {
  const { runId } = useShownRun(workflowId)
  const isRunning = useRun(runId, (slice) => !isOver(slice.view.status)) ?? false
  const run = () => void runDraft(workflowId)
  const stop = () => {
    if (runId) void cancelRun(workflowId, runId)
  }
  useCommands({ run, 'cancel-run': isRunning ? stop : undefined })
  return { run, stop }
}
