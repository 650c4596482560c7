import { useEffect } from 'react'

/** Runs whose questions stand on the page where they are read, with how many places show each. */
const shown = new Map<string, number>()

/** While the component is shown, no notice covers the page for a question of this run: the page shows it itself. */
export function useQuestionsHere(runId: string): void {
  useEffect(() => {
    shown.set(runId, (shown.get(runId) ?? 0) + 1)
    return () => {
      const left = (shown.get(runId) ?? 1) - 1
      if (left > 0) shown.set(runId, left)
      else shown.delete(runId)
    }
  }, [runId])
}

export function hasQuestionsHere(runId: string): boolean {
  return shown.has(runId)
}
