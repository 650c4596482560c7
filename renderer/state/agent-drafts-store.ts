import { createStore, useStore } from 'zustand'
import { type AgentDocument, agentDocument } from '../../shared/agents/agent.ts'
import type { AgentDetail } from '../../shared/contract/agents.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { stableStringify } from '../../shared/json.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type AgentSave =
  | { state: 'saved' }
  /** Changed, about to be sent. */
  | { state: 'waiting' }
  | { state: 'saving' }
  /** Somebody else saved in between: what is typed here is not stored, and stays until one or the other is chosen. */
  | { state: 'conflict' }
  /** Not stored; nothing is thrown away. */
  | { state: 'error'; error: ErrorInfo }

export type AgentDraft = {
  /** What the engine has. */
  detail: AgentDetail
  /** What is on screen. */
  document: AgentDocument
  save: AgentSave
}

export type AgentDraftsState = {
  drafts: Readonly<Record<string, AgentDraft>>
  /** Why one could not be opened. */
  errors: Readonly<Record<string, ErrorInfo>>
}

type Options = {
  /** Those of the contract. */
  agents: {
    get(asked: { agentId: string }): Promise<AgentDetail>
    save(asked: { agentId: string; revision: number; document: AgentDocument }): Promise<AgentDetail>
    publish(asked: { agentId: string; note: string }): Promise<AgentDetail>
    restore(asked: { agentId: string; version: number; revision: number }): Promise<AgentDetail>
  }
  debounceMs: number
}

/** The drafts that are being written: each saves itself a moment after the last change. */
export function createAgentDrafts({ agents, debounceMs }: Options) {
  const store = createStore<AgentDraftsState>(() => ({ drafts: {}, errors: {} }))
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  /** One save of an agent at a time. */
  const saving = new Map<string, Promise<void>>()

  const draftOf = (agentId: string) => store.getState().drafts[agentId]

  function put(agentId: string, next: (draft: AgentDraft) => Partial<AgentDraft>): void {
    store.setState(({ drafts }) => {
      const draft = drafts[agentId]
      return draft ? { drafts: { ...drafts, [agentId]: { ...draft, ...next(draft) } } } : {}
    })
  }

  function take(detail: AgentDetail): void {
    const { agentId } = detail
    store.setState(({ drafts, errors: { [agentId]: _, ...errors } }) => ({
      drafts: { ...drafts, [agentId]: { detail, document: detail.draft, save: { state: 'saved' } } },
      errors,
    }))
  }

  const isUnsaved = ({ save }: AgentDraft) => save.state !== 'saved'

  async function load(agentId: string): Promise<void> {
    try {
      take(await agents.get({ agentId }))
    } catch (thrown) {
      const error = errorOf(thrown)
      store.setState(({ errors }) => ({ errors: { ...errors, [agentId]: error } }))
    }
  }

  function schedule(agentId: string): void {
    clearTimeout(timers.get(agentId))
    timers.set(
      agentId,
      setTimeout(() => void save(agentId), debounceMs),
    )
  }

  function save(agentId: string): Promise<void> {
    const running = saving.get(agentId)
    if (running) return running.then(() => save(agentId))
    const draft = draftOf(agentId)
    if (draft?.save.state !== 'waiting' && draft?.save.state !== 'error') return Promise.resolve()
    clearTimeout(timers.get(agentId))
    const work = send(agentId, draft).finally(() => saving.delete(agentId))
    saving.set(agentId, work)
    return work
  }

  async function send(agentId: string, { document, detail }: AgentDraft): Promise<void> {
    const wrong = agentDocument.safeParse(document).error?.issues[0]
    if (wrong) {
      // The engine would say the same; the field it is about says it, too.
      const field = wrong.path.join('.')
      const error = {
        kind: 'user' as const,
        code: 'agent.unfinished',
        message: `\`${field}\`: ${wrong.message}`,
        field,
      }
      return put(agentId, () => ({ save: { state: 'error', error } }))
    }
    put(agentId, () => ({ save: { state: 'saving' } }))
    try {
      const stored = await agents.save({ agentId, revision: detail.revision, document })
      const isLatest = draftOf(agentId)?.document === document
      put(agentId, () => ({ detail: stored, save: { state: isLatest ? 'saved' : 'waiting' } }))
      if (!isLatest) schedule(agentId)
    } catch (thrown) {
      const error = errorOf(thrown)
      const isConflict = error.code === 'agent.changed-elsewhere'
      put(agentId, () => ({ save: isConflict ? { state: 'conflict' } : { state: 'error', error } }))
    }
  }

  /** True once what is on screen is stored. */
  async function flush(agentId: string): Promise<boolean> {
    await save(agentId)
    const draft = draftOf(agentId)
    if (draft?.save.state === 'waiting') return flush(agentId)
    return draft?.save.state === 'saved'
  }

  return {
    store,
    flush,

    /** Reads it, unless something here is still unsaved. */
    async open(agentId: string): Promise<void> {
      const draft = draftOf(agentId)
      if (!draft || !isUnsaved(draft)) await load(agentId)
    },

    change(agentId: string, change: Partial<AgentDocument>): void {
      const draft = draftOf(agentId)
      if (!draft) return
      const isConflict = draft.save.state === 'conflict'
      const next: AgentSave = draft.save.state === 'saving' || isConflict ? draft.save : { state: 'waiting' }
      put(agentId, ({ document }) => ({ document: { ...document, ...change }, save: next }))
      if (!isConflict) schedule(agentId)
    },

    retry: (agentId: string): void => void save(agentId),

    /** After a conflict: lets go of what is here. */
    reload: load,

    /** After a conflict: puts what is here over what was saved elsewhere. */
    async keepMine(agentId: string): Promise<void> {
      try {
        const detail = await agents.get({ agentId })
        put(agentId, () => ({ detail, save: { state: 'waiting' } }))
        await save(agentId)
      } catch (thrown) {
        const error = errorOf(thrown)
        put(agentId, () => ({ save: { state: 'error', error } }))
      }
    },

    /** Something about agents changed: those that are open here, and not being typed into, are read again. */
    async refresh(): Promise<void> {
      const quiet = Object.entries(store.getState().drafts).filter(([, draft]) => !isUnsaved(draft))
      await Promise.all(
        quiet.map(async ([agentId, before]) => {
          try {
            const detail = await agents.get({ agentId })
            // Typed into meanwhile: the save tells whether it was changed elsewhere.
            if (draftOf(agentId)?.document !== before.document) return
            const isSame = stableStringify(detail.draft) === stableStringify(before.document)
            put(agentId, () => ({ detail, document: isSame ? before.document : detail.draft }))
          } catch (thrown) {
            const error = errorOf(thrown)
            if (error.code !== 'agent.not-found') return
            store.setState(({ drafts: { [agentId]: _, ...drafts }, errors }) => ({
              drafts,
              errors: { ...errors, [agentId]: error },
            }))
          }
        }),
      )
    },

    /** Throws what the engine says. */
    async publish(agentId: string, note: string): Promise<AgentDetail> {
      await flush(agentId)
      const detail = await agents.publish({ agentId, note })
      put(agentId, () => ({ detail }))
      return detail
    },
    /** Throws what the engine says. */
    async restore(agentId: string, version: number): Promise<void> {
      await flush(agentId)
      const revision = draftOf(agentId)?.detail.revision ?? 0
      take(await agents.restore({ agentId, version, revision }))
    },
  }
}

export const agentDrafts = createAgentDrafts({ agents: client.agents, debounceMs: 500 })

/** A part of one draft; undefined while it is not known. */
export function useAgentDraft<T>(agentId: string, select: (draft: AgentDraft) => T): T | undefined {
  return useStore(agentDrafts.store, ({ drafts }) => {
    const draft = drafts[agentId]
    return draft ? select(draft) : undefined
  })
}

export function useAgentDraftError(agentId: string): ErrorInfo | undefined {
  return useStore(agentDrafts.store, ({ errors }) => errors[agentId])
}
