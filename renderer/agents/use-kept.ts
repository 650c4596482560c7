import { useCallback, useEffect, useState } from 'react'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'

export type Kept<Value> = { value: Value | null; error: ErrorInfo | null; reload: () => Promise<void> }

/** Something the engine keeps about an agent, asked for while it is shown, and again when `about` is another. */
export function useKept<Value>(ask: () => Promise<Value>, about: string): Kept<Value> {
  const [state, setState] = useState<Omit<Kept<Value>, 'reload'>>({ value: null, error: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is always the same for what it is about
  const reload = useCallback(async () => {
    try {
      setState({ value: await ask(), error: null })
    } catch (thrown) {
      const error = errorOf(thrown)
      setState((before) => ({ ...before, error }))
    }
  }, [about])
  useEffect(() => void reload(), [reload])
  return { ...state, reload }
}
