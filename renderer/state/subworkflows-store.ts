import { useEffect } from 'react'
import { create } from 'zustand'
import type { Called } from '../../shared/workflow/called-by.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { client } from '../link/client.ts'
import { useWorkflows } from './workflows-store.ts'

type State = {
  /** By workflow and version; null: there is no such document. */
  documents: Record<string, { stamp: string; document: Workflow | null }>
}

/** The documents of workflows that nodes run: what they ask for and what they give. */
export const useSubworkflows = create<State>(() => ({ documents: {} }))

const keyOf = ({ workflowId, version }: Called) => `${workflowId}:${version}`

/** The name of a workflow of the workspace; undefined where there is none. */
export function useWorkflowName(workflowId: string | undefined): string | undefined {
  return useWorkflows(({ list }) => list?.find((one) => one.workflowId === workflowId)?.name)
}

/** The workflow's document: undefined until it is there, null where there is none. Loaded anew when it has changed. */
export function useSubworkflow(called: Called | null): Workflow | null | undefined {
  const stamp = useWorkflows(({ list }) => (called && list ? stampOf(list, called) : null))
  const key = called && keyOf(called)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key and the stamp say all that `called` says
  useEffect(() => {
    if (called && stamp !== null) void loadSubworkflow(called)
  }, [key, stamp])
  return useSubworkflows(({ documents }) => (key ? documents[key]?.document : undefined))
}

/** The document as far as it is known now; asks for it where it is not, so that the next look finds it. */
export function lookUpSubworkflow(called: Called): Workflow | null | undefined {
  void loadSubworkflow(called)
  return useSubworkflows.getState().documents[keyOf(called)]?.document
}

async function loadSubworkflow(called: Called): Promise<void> {
  const { list } = useWorkflows.getState()
  const stamp = list && stampOf(list, called)
  const key = keyOf(called)
  const known = useSubworkflows.getState().documents[key]
  if (stamp === null || known?.stamp === stamp) return
  put(key, { stamp, document: known?.document ?? null })
  try {
    put(key, { stamp, document: await fetchDocument(called) })
  } catch {
    // The list of problems tells a person what is wrong with the workflow; the next change of it is asked about again.
    put(key, { stamp, document: null })
  }
}

async function fetchDocument({ workflowId, version }: Called): Promise<Workflow | null> {
  if (version === 'draft') return (await client.workflows.get({ workflowId })).document
  const summary = useWorkflows.getState().list?.find((one) => one.workflowId === workflowId)
  const published = summary?.publication.version ?? null
  return published === null ? null : (await client.versions.get({ workflowId, version: published })).document
}

function put(key: string, entry: State['documents'][string]): void {
  useSubworkflows.setState(({ documents }) => ({ documents: { ...documents, [key]: entry } }))
}

/** Changes when the document may have. */
function stampOf(list: NonNullable<ReturnType<typeof useWorkflows.getState>['list']>, { workflowId, version }: Called) {
  const summary = list.find((one) => one.workflowId === workflowId)
  if (!summary) return 'gone'
  return version === 'draft' ? String(summary.updatedAt) : `v${summary.publication.version}`
}
