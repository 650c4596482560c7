import { createStore, useStore } from 'zustand'
import type { OpenWait, WaitAnswer } from '../../shared/contract/waits.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type WaitsState = {
  /** Everything runs wait for, oldest first; null until the first answer. */
  list: OpenWait[] | null
  error: ErrorInfo | null
  /** The question whose form is open, as it was when it was opened. */
  answering: OpenWait | null
}

/** `over`: it is no longer waited for, because somebody else was first, its time came or its run ended. */
export type AnswerOutcome = { kind: 'answered' } | { kind: 'over' } | { kind: 'refused'; error: ErrorInfo }

type Options = { waits: Pick<EngineClient['waits'], 'list' | 'answer' | 'skip' | 'changes'> }

/** What the runs of this engine wait for. */
export function createWaitsStore({ waits }: Options) {
  const store = createStore<WaitsState>(() => ({ list: null, error: null, answering: null }))
  const listeners = new Set<(questions: OpenWait[]) => void>()
  /** Asked later, counts more: a slow answer must not put an older list over a newer one. */
  let asked = 0
  let shown = 0

  async function load(): Promise<void> {
    const turn = ++asked
    try {
      const list = await waits.list({})
      if (turn < shown) return
      shown = turn
      const before = store.getState().list
      store.setState({ list, error: null })
      if (!before) return
      const known = new Set(before.map(({ waitId }) => waitId))
      const fresh = list.filter((wait) => isQuestion(wait) && !known.has(wait.waitId))
      if (fresh.length > 0) for (const listener of listeners) listener(fresh)
    } catch (thrown) {
      const error = errorOf(thrown)
      if (turn >= shown) store.setState({ error })
    }
  }

  const find = (waitId: string) => store.getState().list?.find((wait) => wait.waitId === waitId)

  async function isOver(waitId: string): Promise<boolean> {
    await load()
    return store.getState().error === null && find(waitId) === undefined
  }

  return {
    store,
    load,

    /** Loads the list anew after each change, until the signal says to stop. Throws when the feed breaks. */
    async follow(signal: AbortSignal): Promise<void> {
      for await (const _ of await waits.changes(undefined, { signal })) {
        if (signal.aborted) return
        await load()
      }
    },

    /** Calls back with the questions to a person that came after the first list. The answer stops that. */
    onQuestions(listener: (questions: OpenWait[]) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    /** Opens the form for a question; false where nobody is asked it any more. */
    async open(waitId: string): Promise<boolean> {
      if (!find(waitId)) await load()
      const wait = find(waitId)
      if (wait?.ask.kind !== 'person') return false
      store.setState({ answering: wait })
      return true
    },

    close(): void {
      store.setState({ answering: null })
    },

    async answer(waitId: string, answer: WaitAnswer): Promise<AnswerOutcome> {
      try {
        await waits.answer({ waitId, ...answer })
        await load()
        return { kind: 'answered' }
      } catch (thrown) {
        const error = errorOf(thrown)
        if (error.kind === 'user' && (await isOver(waitId))) return { kind: 'over' }
        return { kind: 'refused', error }
      }
    },

    /** Ends a wait for a time or a call. Answers what went wrong, or null; that it is over already is no trouble. */
    async skip(waitId: string): Promise<ErrorInfo | null> {
      try {
        await waits.skip({ waitId })
        await load()
        return null
      } catch (thrown) {
        const error = errorOf(thrown)
        return error.kind === 'user' && (await isOver(waitId)) ? null : error
      }
    },
  }
}

export const waits = createWaitsStore({ waits: client.waits })

export function useWaits<T>(select: (state: WaitsState) => T): T {
  return useStore(waits.store, select)
}

/** How many questions wait for a person. */
export function countQuestions(list: readonly OpenWait[] | null): number {
  return list?.filter(isQuestion).length ?? 0
}

export function isQuestion({ ask }: Pick<OpenWait, 'ask'>): boolean {
  return ask.kind === 'person'
}

/** Whether a run waits for a person, or for something else; null: for nothing. */
export function waitOf(list: readonly OpenWait[] | null, runId: string | undefined): 'person' | 'some' | null {
  const own = list?.filter((wait) => wait.runId === runId) ?? []
  if (own.length === 0) return null
  return own.some(isQuestion) ? 'person' : 'some'
}
