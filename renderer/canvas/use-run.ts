import { useState } from 'react'
import { bringIntoView } from '../parts/graph/canvas-handle.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { useCommands } from '../state/commands.ts'
import { openDock } from '../state/dock-store.ts'
import { useRun } from '../state/run-store.ts'
import { showNode } from '../state/selection-store.ts'
import { cancelRun, startRun, useShownRun } from '../state/shown-run-store.ts'
import { drafts } from '../state/workflow-store.ts'
import { text } from '../text.ts'
import { showToast } from '../ui/toast.tsx'
import { declaredInputs } from './run-inputs.ts'

/** Running and stopping the draft: what the run bar's buttons and the keys do. */
export function useRunning(workflowId: string) {
  const { runId, isStarting } = useShownRun(workflowId)
  const isRunning = useRun(runId, (slice) => slice.view.status === 'running') ?? false
  const [isAsking, setAsking] = useState(false)

  const run = async () => {
    if (isRunning || isStarting) return
    await drafts.flush(workflowId)
    const draft = drafts.store.getState().drafts[workflowId]
    if (!draft) return
    const errors = draft.issues.filter((issue) => issue.severity === 'error')
    const [first] = errors
    if (first) {
      openDock('problems')
      if (first.nodeId) {
        showNode(workflowId, first.at, first.nodeId, first.field)
        bringIntoView(workflowId, first.nodeId)
      }
      showToast(text.canvas.runBar.hasProblems(errors.length), { tone: 'bad', detail: first.message })
      return
    }
    const declared = declaredInputs(draft.document, useCatalogStore.getState().byType)
    if (declared.length > 0) setAsking(true)
    else await startRun(workflowId, {})
  }
  const stop = () => {
    if (runId) void cancelRun(workflowId, runId)
  }
  useCommands({ run: () => void run(), 'cancel-run': isRunning ? stop : undefined })
  return { run: () => void run(), stop, isAsking, stopAsking: () => setAsking(false) }
}
