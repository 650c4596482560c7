import { createStore, useStore } from 'zustand'
import type { RunForecast } from '../../shared/contract/costs.ts'
import type { JsonObject } from '../../shared/json.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

type Options = {
  costs: Pick<EngineClient['costs'], 'forecast'>
  /** How long nothing must change before the engine is asked. */
  calmMs?: number
}

/** What is wanted for one workflow: it waits for calm, is being asked for, or both ended. */
type Wish = {
  inputs: () => JsonObject
  timer: ReturnType<typeof setTimeout> | undefined
  abort: AbortController | null
}

/**
 * What runs of the open drafts are likely to cost, as the engine says. A newer wish takes the place of an older one. While
 * something is dragged nothing is asked and no answer is taken, so that the canvas has nothing else to draw.
 */
export function createForecastStore({ costs, calmMs = 400 }: Options) {
  /** Absent: not known, or nothing can be said of a draft that is half edited. */
  const store = createStore<{ forecasts: Record<string, RunForecast> }>(() => ({ forecasts: {} }))
  const wishes = new Map<string, Wish>()
  let isHeld = false

  function set(workflowId: string, forecast: RunForecast | null): void {
    store.setState(({ forecasts: { [workflowId]: _, ...others } }) => ({
      forecasts: forecast ? { ...others, [workflowId]: forecast } : others,
    }))
  }

  function drop(wish: Wish): void {
    clearTimeout(wish.timer)
    wish.timer = undefined
    wish.abort?.abort()
    wish.abort = null
  }

  function schedule(workflowId: string, wish: Wish, ms: number): void {
    drop(wish)
    if (!isHeld) wish.timer = setTimeout(() => void load(workflowId, wish), ms)
  }

  async function load(workflowId: string, wish: Wish): Promise<void> {
    const abort = new AbortController()
    wish.timer = undefined
    wish.abort = abort
    try {
      const forecast = await costs.forecast({ workflowId, inputs: wish.inputs() }, { signal: abort.signal })
      if (!abort.signal.aborted) set(workflowId, forecast)
    } catch (thrown) {
      if (abort.signal.aborted) return
      // What is wrong with a draft stands at its nodes; what was known stays only while the engine is away.
      if (errorOf(thrown).kind !== 'external') set(workflowId, null)
    }
    if (wish.abort !== abort) return
    wish.abort = null
    wishes.delete(workflowId)
  }

  return {
    store,

    /** Asks after a moment of calm. `inputs` is read then: what a run would be given. */
    ask(workflowId: string, inputs: () => JsonObject): void {
      const before = wishes.get(workflowId)
      if (before) drop(before)
      const wish: Wish = { inputs, timer: undefined, abort: null }
      wishes.set(workflowId, wish)
      schedule(workflowId, wish, calmMs)
    },

    /** Something is being dragged, until `release`. */
    hold(): void {
      isHeld = true
      for (const wish of wishes.values()) drop(wish)
    },
    release(): void {
      if (!isHeld) return
      isHeld = false
      for (const [workflowId, wish] of wishes) schedule(workflowId, wish, calmMs)
    },

    /** Nobody looks at the draft any more; what is known of it stays for the next time. */
    leave(workflowId: string): void {
      const wish = wishes.get(workflowId)
      if (wish) drop(wish)
      wishes.delete(workflowId)
    },
  }
}

/** This window's forecasts. */
export const forecasts = createForecastStore({ costs: client.costs })

/** The forecast of a draft; null while nothing is known. */
export function useForecast(workflowId: string | null): RunForecast | null {
  return useStore(forecasts.store, (state) => (workflowId === null ? undefined : state.forecasts[workflowId]) ?? null)
}
