import { useEffect } from 'react'
import { createStore, useStore } from 'zustand'

type State<Piece> = { piece: Piece | null; hasFailed: boolean }

/**
 * A part of the page that is loaded when it is first needed, or ahead of that. Unlike `React.lazy` it does not throw
 * when it cannot be had: whoever shows it says so in its place and can try again. `load` throws where it failed.
 */
export function createLatePiece<Piece>(load: () => Promise<Piece>) {
  const store = createStore<State<Piece>>(() => ({ piece: null, hasFailed: false }))
  let loading: Promise<void> | null = null

  /** Loads it unless it is there or on its way. Never throws: `hasFailed` tells. */
  function fetch(): Promise<void> {
    if (store.getState().piece !== null) return Promise.resolve()
    loading ??= load().then(
      (piece) => {
        loading = null
        store.setState({ piece, hasFailed: false })
      },
      () => {
        loading = null
        store.setState({ hasFailed: true })
      },
    )
    return loading
  }

  return {
    fetch,
    /** Tries again after a failure. */
    retry(): Promise<void> {
      store.setState({ hasFailed: false })
      return fetch()
    },
    usePiece(): State<Piece> {
      const state = useStore(store)
      // biome-ignore lint/correctness/useExhaustiveDependencies: it is this piece's own, and never another
      useEffect(() => void fetch(), [])
      return state
    },
  }
}

/** Calls back once the page has nothing better to do, a little after its start. The answer cancels that. */
export function whenIdle(callback: () => void, afterMs = 1_500): () => void {
  let cancelIdle = () => {}
  const timer = setTimeout(() => {
    // Safari knows no idle callbacks; by now its page stands.
    if (typeof requestIdleCallback === 'undefined') return callback()
    const idle = requestIdleCallback(callback, { timeout: 10_000 })
    cancelIdle = () => cancelIdleCallback(idle)
  }, afterMs)
  return () => {
    clearTimeout(timer)
    cancelIdle()
  }
}
