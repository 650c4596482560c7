import { useRef, useState } from 'react'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import type { RunChoice } from '../../shared/contract/runs.ts'
import { errorOf } from '../link/error-of.ts'
import { runList } from '../state/run-list-store.ts'
import { text } from '../text.ts'
import { showToast } from '../ui/toast.tsx'

/** Single runs, or all that fit but for some. */
export type Selection = { kind: 'these' | 'all'; ids: ReadonlySet<string> }

export const noRuns: Selection = { kind: 'these', ids: new Set() }

export function isSelected({ kind, ids }: Selection, runId: string): boolean {
  return ids.has(runId) === (kind === 'these')
}

/** How many runs that are, of so many that fit. */
export function sizeOf({ kind, ids }: Selection, total: number): number {
  return kind === 'these' ? ids.size : Math.max(0, total - ids.size)
}

/** What the engine is told; null where nothing is selected. */
export function choiceOf({ kind, ids }: Selection, filter: RunFilter, upTo: string | null): RunChoice | null {
  if (kind === 'these') return ids.size === 0 ? null : { kind, runIds: [...ids] }
  return upTo === null ? null : { kind, filter, upTo, except: [...ids] }
}

/** With these runs selected, or not any more. */
export function withRuns({ kind, ids }: Selection, runIds: readonly string[], isOn: boolean): Selection {
  const next = new Set(ids)
  for (const runId of runIds) {
    if (isOn === (kind === 'these')) next.add(runId)
    else next.delete(runId)
  }
  return { kind, ids: next }
}

/** Which runs of the list are selected. */
export function useSelection() {
  const [selection, setSelection] = useState<Selection>(noRuns)
  /** Where a range begins: the last one that was selected by itself. */
  const anchor = useRef<number | null>(null)

  async function select(index: number, isOn: boolean, isRange: boolean): Promise<void> {
    const from = isRange ? (anchor.current ?? index) : index
    anchor.current = index
    const ends = [Math.min(from, index), Math.max(from, index)] as const
    try {
      const runIds = await runList.idsBetween(...ends)
      setSelection((now) => withRuns(now, runIds, isOn))
    } catch (thrown) {
      showToast(text.runList.many.failed, { tone: 'bad', detail: errorOf(thrown).message })
    }
  }

  return {
    selection,
    select: (index: number, isOn: boolean, isRange = false) => void select(index, isOn, isRange),
    selectAll: () => setSelection({ kind: 'all', ids: new Set() }),
    clear: () => {
      anchor.current = null
      setSelection(noRuns)
    },
  }
}
