import { useEffect, useState } from 'react'
import { createStore, useStore } from 'zustand'
import type { Citation, ResearchRequest, ResearchSummary } from '../../shared/contract/research.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { onReopened } from '../link/link-store.ts'
import { followNews } from './follow-news.ts'

export type ResearchDetail = { research: ResearchSummary; report: string | null; citations: Citation[] }
export type ResearchForecast = Awaited<ReturnType<EngineClient['research']['forecast']>>

type ResearchState = {
  /** Newest first; null until the first answer. */
  list: ResearchSummary[] | null
  error: ErrorInfo | null
  /** By id, those that were looked at. */
  details: Readonly<Record<string, ResearchDetail>>
  detailErrors: Readonly<Record<string, ErrorInfo>>
}

/** Questions and reports, as the engine keeps them. */
export function createResearchState(calls: EngineClient['research']) {
  const store = createStore<ResearchState>(() => ({ list: null, error: null, details: {}, detailErrors: {} }))
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

  async function loadOne(researchId: string): Promise<void> {
    try {
      const detail = await calls.get({ researchId })
      store.setState(({ details, detailErrors: { [researchId]: _, ...detailErrors } }) => ({
        details: { ...details, [researchId]: detail },
        detailErrors,
      }))
    } catch (thrown) {
      store.setState(({ detailErrors }) => ({ detailErrors: { ...detailErrors, [researchId]: errorOf(thrown) } }))
    }
  }

  return {
    store,
    load,
    loadOne,
    /** Keeps the list, and what is looked at, as the engine has it; the answer stops that. */
    follow(researchId: string | undefined): () => void {
      let stop = new AbortController()
      const look = () => {
        void load()
        if (researchId !== undefined) void loadOne(researchId)
      }
      const begin = () => {
        look()
        void followNews(stop.signal, () => calls.changes(undefined, { signal: stop.signal }), look)
      }
      begin()
      const offReopened = onReopened(() => {
        stop.abort()
        stop = new AbortController()
        begin()
      })
      return () => {
        offReopened()
        stop.abort()
      }
    },
    /** The calls below throw what the engine says; it is shown where they were made from. */
    async start(request: ResearchRequest): Promise<ResearchSummary> {
      const started = await calls.start(request)
      void load()
      return started
    },
    stop: (researchId: string): Promise<void> => calls.stop({ researchId }),
    async goOn(researchId: string, maxMicroUsd?: number): Promise<void> {
      await calls.goOn({ researchId, ...(maxMicroUsd !== undefined && { maxMicroUsd }) })
      await loadOne(researchId)
    },
    async remove(researchId: string): Promise<void> {
      await calls.remove({ researchId })
      await load()
    },
    export: (researchId: string, format: 'markdown' | 'pdf') => calls.export({ researchId, format }),
    workflow: () => calls.workflow(),
  }
}

export const research = createResearchState(client.research)

export function useResearch<T>(select: (state: ResearchState) => T): T {
  return useStore(research.store, select)
}

/** Milliseconds after the last change of a request: nobody wants a forecast of half a word. */
const calmMs = 350

/** What a request would cost; null until the engine has said so. What was known stays until the next answer. */
export function useResearchForecast(request: ResearchRequest): {
  forecast: ResearchForecast | null
  error: ErrorInfo | null
} {
  // The question's own few words make no difference worth a forecast with every key.
  const key = JSON.stringify({ ...request, question: '?' })
  const [shown, setShown] = useState<{ forecast: ResearchForecast | null; error: ErrorInfo | null }>({
    forecast: null,
    error: null,
  })
  useEffect(() => {
    let isOver = false
    const timer = setTimeout(async () => {
      try {
        const forecast = await client.research.forecast(JSON.parse(key))
        if (!isOver) setShown({ forecast, error: null })
      } catch (thrown) {
        if (!isOver) setShown({ forecast: null, error: errorOf(thrown) })
      }
    }, calmMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [key])
  return shown
}
