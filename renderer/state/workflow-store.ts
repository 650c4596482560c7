import { createStore, useStore } from 'zustand'
import type { Issue, OpenWorkflow, Publication } from '../../shared/contract/workflows.ts'
import { type ErrorInfo, NitiError } from '../../shared/errors.ts'
import { applyEdits, type Edit } from '../../shared/workflow/edit.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { client, type EngineClient, isDesktop } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { onReopened } from '../link/link-store.ts'
import { createDraftSync, type DraftNotice, type DraftSync, type SaveState } from './draft-sync.ts'
import {
  type Coalesce,
  emptyHistory,
  recordStep,
  sealHistory,
  stepBack,
  stepForward,
  type UndoHistory,
} from './undo-history.ts'

/** The draft of one workflow as this window holds it: the engine's document with the edits made here applied. */
export type Draft = {
  document: Workflow
  revision: number
  issues: Issue[]
  publication: Publication
  history: UndoHistory
  save: SaveState
  /** Stands until the screen has told the person (`clearNotice`). */
  notice: DraftNotice | null
}

export type WorkflowState = {
  drafts: Record<string, Draft>
  /** Why a workflow could not be opened. */
  errors: Record<string, ErrorInfo>
}

export type EditOptions = {
  /** Left out or true: the person can take it back. */
  undo?: boolean
  coalesce?: Coalesce
}

type Options = {
  workflows: Pick<EngineClient['workflows'], 'get' | 'edit'>
  debounceMs?: number
  retryMs?: number
  now?: () => number
}

export type WorkflowStore = ReturnType<typeof createWorkflowStore>

/** The drafts of a window. Edits apply at once and are sent behind the person's back; `save` tells how far that is. */
export function createWorkflowStore({ workflows, debounceMs = 200, retryMs = 2_000, now = Date.now }: Options) {
  const store = createStore<WorkflowState>(() => ({ drafts: {}, errors: {} }))
  const syncs = new Map<string, DraftSync>()

  function draftOf(workflowId: string): Draft | undefined {
    return store.getState().drafts[workflowId]
  }

  function change(workflowId: string, next: Partial<Draft>): void {
    store.setState(({ drafts }) => {
      const draft = drafts[workflowId]
      return draft ? { drafts: { ...drafts, [workflowId]: { ...draft, ...next } } } : {}
    })
  }

  function adopt(opened: OpenWorkflow): void {
    const { workflowId, document, revision, issues, publication } = opened
    syncs.get(workflowId)?.close()
    const sync = createDraftSync({
      workflows,
      opened,
      debounceMs,
      retryMs,
      onSave: (save) => change(workflowId, { save }),
      onStored: (reply) =>
        change(workflowId, { revision: reply.revision, issues: reply.issues, publication: reply.publication }),
      // Steps of before may not fit a document that others changed.
      onReplaced: (replaced, notice) => change(workflowId, { document: replaced, notice, history: emptyHistory }),
    })
    syncs.set(workflowId, sync)
    const draft: Draft = {
      document,
      revision,
      issues,
      publication,
      history: emptyHistory,
      save: { state: 'saved' },
      notice: null,
    }
    store.setState(({ drafts, errors: { [workflowId]: _, ...errors } }) => ({
      drafts: { ...drafts, [workflowId]: draft },
      errors,
    }))
  }

  /** Applies edits here and hands them on. False when they do not fit the document; nothing is changed then. */
  function apply(workflowId: string, edits: Edit[], history: (inverse: Edit[], draft: Draft) => UndoHistory): boolean {
    const draft = draftOf(workflowId)
    if (!draft || edits.length === 0) return false
    let applied: { document: Workflow; inverse: Edit[] }
    try {
      applied = applyEdits(draft.document, edits)
    } catch (thrown) {
      if (!(thrown instanceof NitiError)) throw thrown
      change(workflowId, { notice: { kind: 'refused', error: thrown.info } })
      return false
    }
    change(workflowId, { document: applied.document, history: history(applied.inverse, draft) })
    syncs.get(workflowId)?.push(edits)
    return true
  }

  function walk(workflowId: string, step: typeof stepBack): Edit[] | null {
    const draft = draftOf(workflowId)
    const found = draft && step(draft.history)
    if (!found) return null
    return apply(workflowId, found.edits, () => found.history) ? found.edits : null
  }

  return {
    store,

    /** Reads the workflow, or reads it again where nothing is unsaved, in case it was changed elsewhere. */
    async open(workflowId: string): Promise<void> {
      if (syncs.get(workflowId)?.hasUnsaved()) return
      try {
        const opened = await workflows.get({ workflowId })
        const draft = draftOf(workflowId)
        if (syncs.get(workflowId)?.hasUnsaved()) return
        if (draft && draft.revision === opened.revision) {
          change(workflowId, { issues: opened.issues, publication: opened.publication })
        } else adopt(opened)
      } catch (thrown) {
        const error = errorOf(thrown)
        store.setState(({ errors }) => ({ errors: { ...errors, [workflowId]: error } }))
      }
    },

    edit(workflowId: string, edits: Edit[], { undo = true, coalesce }: EditOptions = {}): boolean {
      return apply(workflowId, edits, (inverse, { history }) =>
        undo ? recordStep(history, { edits, inverse }, now(), coalesce ?? null) : sealHistory(history),
      )
    },

    /** Takes the last step back; answers with the edits that did it, or null when there was nothing. */
    undo: (workflowId: string) => walk(workflowId, stepBack),
    redo: (workflowId: string) => walk(workflowId, stepForward),

    /** What comes next is a step of its own: the person left the field. */
    seal(workflowId: string): void {
      const draft = draftOf(workflowId)
      if (draft?.history.open) change(workflowId, { history: sealHistory(draft.history) })
    },

    /** Stores what is unsaved. False when that failed; the draft's `save` says why. */
    flush: (workflowId: string): Promise<boolean> => syncs.get(workflowId)?.flush() ?? Promise.resolve(true),

    retry: (workflowId: string): void => syncs.get(workflowId)?.retry(),
    retryAll(): void {
      for (const sync of syncs.values()) sync.retry()
    },
    flushAll(): void {
      for (const sync of syncs.values()) void sync.flush()
    },
    hasUnsaved: (): boolean => [...syncs.values()].some((sync) => sync.hasUnsaved()),

    /** The draft was published. */
    setPublication: (workflowId: string, publication: Publication): void => change(workflowId, { publication }),

    clearNotice: (workflowId: string): void => change(workflowId, { notice: null }),

    /** Lets the draft go: the workflow was deleted. */
    forget(workflowId: string): void {
      syncs.get(workflowId)?.close()
      syncs.delete(workflowId)
      store.setState(({ drafts: { [workflowId]: _, ...drafts }, errors: { [workflowId]: __, ...errors } }) => ({
        drafts,
        errors,
      }))
    },
  }
}

/** This window's drafts. */
export const drafts = createWorkflowStore({ workflows: client.workflows })

onReopened(() => drafts.retryAll())
if (typeof window !== 'undefined') {
  window.addEventListener('pagehide', () => drafts.flushAll())
  document.addEventListener('visibilitychange', () => document.hidden && drafts.flushAll())
  window.addEventListener('beforeunload', (event) => {
    if (!drafts.hasUnsaved()) return
    drafts.flushAll()
    // In a browser the person is asked; the desktop shell would just refuse to close, and its port delivers anyway.
    if (!isDesktop) event.preventDefault()
  })
}

/** A part of one draft; undefined while it is not open. */
export function useDraft<T>(workflowId: string, select: (draft: Draft) => T): T | undefined {
  return useStore(drafts.store, (state) => {
    const draft = state.drafts[workflowId]
    return draft ? select(draft) : undefined
  })
}

export function useDraftError(workflowId: string): ErrorInfo | null {
  return useStore(drafts.store, (state) => state.errors[workflowId] ?? null)
}
