import { useEffect } from 'react'
import { create } from 'zustand'
import type { VersionSummary } from '../../shared/contract/versions.ts'
import type { Publication } from '../../shared/contract/workflows.ts'
import { type ErrorInfo, NitiError } from '../../shared/errors.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { triggers } from './triggers-store.ts'
import { drafts, useDraft } from './workflow-store.ts'
import { loadWorkflows } from './workflows-store.ts'

export type VersionsList = {
  /** Newest first; null until they have arrived. */
  versions: VersionSummary[] | null
  hasMore: boolean
  error: ErrorInfo | null
}

const empty: VersionsList = { versions: null, hasMore: false, error: null }
const pageSize = 50

export const useVersionsStore = create<{ lists: Record<string, VersionsList> }>(() => ({ lists: {} }))

function put(workflowId: string, next: Partial<VersionsList>): void {
  useVersionsStore.setState(({ lists }) => ({
    lists: { ...lists, [workflowId]: { ...(lists[workflowId] ?? empty), ...next } },
  }))
}

/** The versions of a workflow, kept up to date while the component is shown: an edit may make one. */
export function useVersions(workflowId: string): VersionsList {
  const revision = useDraft(workflowId, (draft) => draft.revision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision may have made another version
  useEffect(() => void refresh(workflowId), [workflowId, revision])
  return useVersionsStore(({ lists }) => lists[workflowId]) ?? empty
}

async function refresh(workflowId: string): Promise<void> {
  try {
    const first = await client.versions.list({ workflowId, limit: pageSize })
    const known = useVersionsStore.getState().lists[workflowId]
    const last = first.at(-1)?.version ?? 0
    const older = known?.versions?.filter(({ version }) => version < last) ?? []
    const hasMore = older.length > 0 ? (known?.hasMore ?? false) : first.length === pageSize
    put(workflowId, { versions: [...first, ...older], hasMore, error: null })
  } catch (thrown) {
    put(workflowId, { error: errorOf(thrown) })
  }
}

/** The page after the last version shown. */
export async function loadMoreVersions(workflowId: string): Promise<void> {
  const before = useVersionsStore.getState().lists[workflowId]?.versions?.at(-1)?.version
  if (before === undefined) return
  try {
    const more = await client.versions.list({ workflowId, before, limit: pageSize })
    const now = useVersionsStore.getState().lists[workflowId]?.versions ?? []
    const older = more.filter(({ version }) => !now.some((known) => known.version === version))
    put(workflowId, { versions: [...now, ...older], hasMore: more.length === pageSize, error: null })
  } catch (thrown) {
    put(workflowId, { error: errorOf(thrown) })
  }
}

/** The calls below throw what the engine says; the screen shows it where it happened. */
export async function publishDraft(workflowId: string, note: string): Promise<Publication> {
  await storeDraft(workflowId)
  const publication = await client.workflows.publish({ workflowId, ...(note === '' ? {} : { note }) })
  drafts.setPublication(workflowId, publication)
  void loadWorkflows()
  void triggers.load()
  void refresh(workflowId)
  return publication
}

export async function keepVersion(workflowId: string, note: string): Promise<VersionSummary> {
  await storeDraft(workflowId)
  const version = await client.versions.save({ workflowId, note })
  void refresh(workflowId)
  return version
}

export async function noteVersion(workflowId: string, version: number, note: string): Promise<VersionSummary> {
  const renamed = await client.versions.rename({ workflowId, version, note })
  void refresh(workflowId)
  return renamed
}

export function loadVersion(workflowId: string, version: number) {
  return client.versions.get({ workflowId, version })
}

/**
 * Makes an older document the draft, as one step that undo takes back; the engine keeps what was there as a version. The
 * answer takes it back, unless something else was done since; null where there is no draft to put it into.
 */
export async function restoreDocument(workflowId: string, document: Workflow): Promise<(() => void) | null> {
  const draft = () => drafts.store.getState().drafts[workflowId]
  if (!draft()) await drafts.open(workflowId)
  if (!drafts.edit(workflowId, [{ kind: 'replace-document', document }])) return null
  return () => {
    if (draft()?.document === document) drafts.undo(workflowId)
  }
}

async function storeDraft(workflowId: string): Promise<void> {
  if (await drafts.flush(workflowId)) return
  const save = drafts.store.getState().drafts[workflowId]?.save
  if (save?.state === 'error') throw new NitiError(save.error)
}
