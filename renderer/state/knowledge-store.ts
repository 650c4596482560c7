import { createStore, useStore } from 'zustand'
import type { EmbeddingModel, KnowledgeBase, KnowledgeForecast, KnowledgeUse } from '../../shared/contract/knowledge.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { loadAtNews } from './follow-news.ts'

export type KnowledgeState = {
  /** null until the first answer. */
  list: KnowledgeBase[] | null
  /** What vectors can be made with; null until asked for. */
  models: EmbeddingModel[] | null
  error: ErrorInfo | null
}

export type KnowledgeWish = {
  name: string
  description: string
  embeddingModel: string | null
  automatic: boolean
}

/** Knowledge bases as the engine keeps them. All calls throw what the engine says. */
export function createKnowledgeStore(calls: EngineClient['knowledge']) {
  const store = createStore<KnowledgeState>(() => ({ list: null, models: null, error: null }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const list = await calls.list()
      if (mine === asked) store.setState({ list, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  async function thenLoad<Answer>(done: Promise<Answer>): Promise<Answer> {
    const answer = await done
    await load()
    return answer
  }

  return {
    store,
    load,

    async loadModels(): Promise<void> {
      try {
        store.setState({ models: await calls.models() })
      } catch (thrown) {
        store.setState({ error: errorOf(thrown) })
      }
    },

    /** Loads, and keeps what is shown fresh, also after the engine was lost. The answer stops that. */
    follow: () => loadAtNews(load, (signal) => calls.changes(undefined, { signal })),

    create: (wish: KnowledgeWish & { paths: string[] }): Promise<KnowledgeBase> => thenLoad(calls.create(wish)),
    update: (knowledgeId: string, wish: KnowledgeWish): Promise<KnowledgeBase> =>
      thenLoad(calls.update({ knowledgeId, ...wish })),
    /** The person has seen where it is used. */
    remove: (knowledgeId: string): Promise<void> => thenLoad(calls.remove({ knowledgeId, even: true })),
    addSource: (knowledgeId: string, path: string): Promise<KnowledgeBase> =>
      thenLoad(calls.addSource({ knowledgeId, path })),
    removeSource: (knowledgeId: string, sourceId: string): Promise<KnowledgeBase> =>
      thenLoad(calls.removeSource({ knowledgeId, sourceId })),
    index: (knowledgeId: string): Promise<{ runId: string }> => thenLoad(calls.index({ knowledgeId })),
    forecast: (knowledgeId: string, signal: AbortSignal): Promise<KnowledgeForecast> =>
      calls.forecast({ knowledgeId }, { signal }),
    search: (knowledgeId: string, query: string) => calls.search({ knowledgeId, query }),
    uses: (knowledgeId: string): Promise<KnowledgeUse[]> => calls.uses({ knowledgeId }),
  }
}

export const knowledge = createKnowledgeStore(client.knowledge)

export function useKnowledge<T>(select: (state: KnowledgeState) => T): T {
  return useStore(knowledge.store, select)
}
