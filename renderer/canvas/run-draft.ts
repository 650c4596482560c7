import { isOver, type RerunFrom } from '../../shared/run/events.ts'
import { bringIntoView } from '../parts/graph/canvas-handle.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { openDock } from '../state/dock-store.ts'
import { runs } from '../state/run-store.ts'
import { showNode } from '../state/selection-store.ts'
import { askForInputs, type RunWish, startRerun, startRun, useShownRunStore } from '../state/shown-run-store.ts'
import { type Draft, drafts } from '../state/workflow-store.ts'
import { text } from '../text.ts'
import { showToast } from '../ui/toast.tsx'
import { declaredInputs } from './run-inputs.ts'
import { fromStart, startNodesOf, startToAskFor } from './start-nodes.ts'

/** Runs the draft, or a part of it; asks for inputs first where it declares any. Does nothing while a run is under way. */
export async function runDraft(workflowId: string, wish: RunWish = {}): Promise<void> {
  const draft = await readyDraft(workflowId)
  if (!draft) return
  const types = useCatalogStore.getState().byType
  const starts = startNodesOf(draft.document, types)
  const trigger = wish.startNode === undefined && wish.upTo === undefined ? startToAskFor(starts) : null
  if (trigger) return askForInputs(workflowId, { ...wish, startNode: trigger.id })
  const declared = declaredInputs(fromStart(draft.document, wish.startNode), types)
  if (declared.length > 0) askForInputs(workflowId, wish)
  else await startRun(workflowId, {}, wish)
}

/** Asks what a trigger of the draft is to give, and runs the draft as if it had fired with that. */
export async function tryTrigger(workflowId: string, startNode: string): Promise<void> {
  if (await readyDraft(workflowId)) askForInputs(workflowId, { startNode })
}

/** Runs the draft on the work of an earlier run. Does nothing while a run is under way. */
export async function rerunDraft(workflowId: string, runId: string, from: RerunFrom): Promise<void> {
  if (await readyDraft(workflowId)) await startRerun(workflowId, runId, from)
}

/** The draft, stored and without errors; null where it cannot run now, and then the person is shown what is in the way. */
async function readyDraft(workflowId: string): Promise<Draft | null> {
  if (isBusy(workflowId)) return null
  await drafts.flush(workflowId)
  const draft = drafts.store.getState().drafts[workflowId]
  if (!draft) return null
  const errors = draft.issues.filter((issue) => issue.severity === 'error')
  const [first] = errors
  if (!first) return draft
  openDock('problems')
  if (first.nodeId) {
    showNode(workflowId, first.at, first.nodeId, first.field)
    bringIntoView(workflowId, first.nodeId)
  }
  showToast(text.canvas.runBar.hasProblems(errors.length), { tone: 'bad', detail: first.message })
  return null
}

function isBusy(workflowId: string): boolean {
  const shown = useShownRunStore.getState().shown[workflowId]
  if (!shown) return false
  const status = shown.runId === null ? undefined : runs.store.getState().runs[shown.runId]?.view.status
  return shown.isStarting || (status !== undefined && !isOver(status))
}
