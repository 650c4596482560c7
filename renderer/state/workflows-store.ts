import { create } from 'zustand'
import type { Template, WorkflowSummary } from '../../shared/contract/workflows.ts'
import { type ErrorInfo, NitiError } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { text } from '../text.ts'
import { keepTabs } from './open-tabs-store.ts'
import { drafts } from './workflow-store.ts'

type WorkflowsState = {
  /** null until the first answer. */
  list: WorkflowSummary[] | null
  templates: Template[] | null
  /** Why the list could not be loaded. */
  error: ErrorInfo | null
}

export const useWorkflows = create<WorkflowsState>(() => ({ list: null, templates: null, error: null }))

export async function loadWorkflows(): Promise<void> {
  try {
    const list = await client.workflows.list()
    useWorkflows.setState({ list, error: null })
    keepTabs(new Set(list.map((entry) => entry.workflowId)))
  } catch (error) {
    useWorkflows.setState({ error: errorOf(error) })
  }
}

export async function loadTemplates(): Promise<void> {
  try {
    useWorkflows.setState({ templates: await client.workflows.templates() })
  } catch (error) {
    useWorkflows.setState({ error: errorOf(error) })
  }
}

/** The name for a workflow nobody has named yet: `Untitled workflow`, then with the first free number. */
export function freshName(taken: readonly string[]): string {
  const base = text.workflows.untitled
  if (!taken.includes(base)) return base
  let number = 2
  while (taken.includes(`${base} ${number}`)) number++
  return `${base} ${number}`
}

/** The calls below throw what the engine says; the screen shows it where it happened. Those that make one answer its id. */
export async function createWorkflow(): Promise<string> {
  const name = freshName((useWorkflows.getState().list ?? []).map((entry) => entry.name))
  return made(await client.workflows.create({ name }))
}

export async function createFromTemplate(templateId: string): Promise<string> {
  return made(await client.workflows.createFromTemplate({ templateId }))
}

export async function duplicateWorkflow(workflowId: string): Promise<string> {
  await storeDraft(workflowId)
  return made(await client.workflows.duplicate({ workflowId }))
}

/** `text` is a `*.niti.json` file's. */
export async function importWorkflow(file: string): Promise<string> {
  return made(await client.workflows.import({ text: file }))
}

export async function exportWorkflow(workflowId: string): Promise<{ fileName: string; text: string }> {
  await storeDraft(workflowId)
  return client.workflows.export({ workflowId })
}

export async function renameWorkflow(workflowId: string, name: string): Promise<void> {
  // Through the draft and not past it: the editor may hold this workflow with edits and an undo history of its own.
  await drafts.open(workflowId)
  const failed = drafts.store.getState().errors[workflowId]
  if (failed) throw new NitiError(failed)
  drafts.edit(workflowId, [{ kind: 'set-workflow', name }])
  await storeDraft(workflowId)
  await loadWorkflows()
}

/** Gone from the list at once; `restoreWorkflow` brings it back with its runs and costs. */
export async function removeWorkflow(workflowId: string): Promise<void> {
  await storeDraft(workflowId)
  await client.workflows.remove({ workflowId })
  drafts.forget(workflowId)
  await loadWorkflows()
}

export async function restoreWorkflow(workflowId: string): Promise<void> {
  await client.workflows.restore({ workflowId })
  await loadWorkflows()
}

/** What was just typed into an open editor belongs to what is copied, saved or put away. */
async function storeDraft(workflowId: string): Promise<void> {
  if (await drafts.flush(workflowId)) return
  const save = drafts.store.getState().drafts[workflowId]?.save
  if (save?.state === 'error') throw new NitiError(save.error)
}

async function made({ workflowId }: { workflowId: string }): Promise<string> {
  await loadWorkflows()
  return workflowId
}
