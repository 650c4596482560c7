import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { errorOf } from '../link/error-of.ts'
import { openWorkflowBudget } from '../state/budgets-store.ts'
import { closeTab } from '../state/open-tabs-store.ts'
import { navigate } from '../state/route-store.ts'
import { duplicateWorkflow, removeWorkflow, restoreWorkflow } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { exportToFile } from './export-to-file.ts'

type WorkflowMenuProps = { workflow: WorkflowSummary; onRename: () => void }

/** What can be done to one workflow of the list. */
export function WorkflowMenu({ workflow, onRename }: WorkflowMenuProps) {
  return (
    <Menu
      trigger={<IconButton icon="ellipsis" size="sm" label={text.workflows.actions(workflow.name)} />}
      items={workflowMenuItems(workflow, onRename)}
    />
  )
}

export function workflowMenuItems(workflow: WorkflowSummary, onRename: () => void): MenuItem[] {
  const { workflowId, name, lastRun } = workflow
  return [
    { label: text.common.open, icon: 'arrow-right', onSelect: () => navigate({ screen: 'workflow', workflowId }) },
    {
      label: text.workflows.showRuns,
      icon: 'activity',
      isDisabled: lastRun === null,
      onSelect: () => lastRun && navigate({ screen: 'workflow', workflowId, runId: lastRun.runId }),
    },
    { kind: 'separator' },
    { label: text.common.rename, icon: 'pencil', onSelect: onRename },
    {
      label: text.common.duplicate,
      icon: 'copy',
      onSelect: () =>
        attempt(async () => {
          await duplicateWorkflow(workflowId)
          showToast(text.workflows.duplicated(name), { tone: 'ok' })
        }),
    },
    {
      label: text.workflows.exportFile,
      icon: 'download',
      onSelect: () => void exportToFile(workflowId),
    },
    { label: text.budgets.setForWorkflow, icon: 'wallet', onSelect: () => openWorkflowBudget(workflowId) },
    { kind: 'separator' },
    { label: text.common.delete, icon: 'trash-2', isDanger: true, onSelect: () => attempt(() => remove(workflow)) },
  ]
}

/** No question first: what is deleted comes back with one click. */
async function remove({ workflowId, name }: WorkflowSummary): Promise<void> {
  await removeWorkflow(workflowId)
  closeTab(workflowId)
  showToast(text.workflows.deleted(name), {
    detail: text.workflows.deletedDetail,
    action: {
      label: text.common.undo,
      onSelect: () =>
        attempt(async () => {
          await restoreWorkflow(workflowId)
          showToast(text.workflows.restored(name), { tone: 'ok' })
        }),
    },
  })
}

/** The menu is gone by the time the engine answers: what went wrong is told at the lower edge. */
function attempt(action: () => Promise<void>): void {
  action().catch((thrown: unknown) => {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  })
}
