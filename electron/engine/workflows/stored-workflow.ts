import { userError } from '../../../shared/errors.ts'
import type { StoredWorkflow, WorkflowsStore } from '../store/workflows.store.ts'

export type WorkflowPlace = { workspaceId: string; store: WorkflowsStore }

/** The workflow as it is stored; a user error where there is none or it was deleted. */
export function readStored({ workspaceId, store }: WorkflowPlace, workflowId: string): StoredWorkflow {
  const found = store.get(workspaceId, workflowId)
  if (!found) throw notThere(workflowId)
  return found
}

export function notThere(workflowId: string) {
  return userError('workflow.not-found', `There is no workflow \`${workflowId}\`.`, {
    hint: 'It may have been deleted.',
  })
}
