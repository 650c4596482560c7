import type { Edit } from '../../shared/workflow/edit.ts'
import { compactEdits } from './compact-edits.ts'

/** One step of undo: what was done, and what takes it back, each in the order to apply it. */
export type UndoStep = { edits: Edit[]; inverse: Edit[] }

/** Changes with the same key become one step while they come within `withinMs` of each other. */
export type Coalesce = { key: string; withinMs: number }

export type UndoHistory = {
  past: UndoStep[]
  future: UndoStep[]
  /** What the newest step may still grow by; null when it is closed. */
  open: { key: string; at: number } | null
}

export const emptyHistory: UndoHistory = { past: [], future: [], open: null }

/** Older steps than this are let go: a day of work stays, memory does not grow without end. */
const mostSteps = 500

/** Adds a change made at `at` (milliseconds). What had been undone can no longer be redone. */
export function recordStep(
  history: UndoHistory,
  step: UndoStep,
  at: number,
  coalesce: Coalesce | null = null,
): UndoHistory {
  const last = history.past.at(-1)
  const grows = coalesce && last && history.open?.key === coalesce.key && at - history.open.at <= coalesce.withinMs
  const open = coalesce ? { key: coalesce.key, at } : null
  if (!grows) return { past: [...history.past, step].slice(-mostSteps), future: [], open }
  const grown = {
    edits: compactEdits([...last.edits, ...step.edits]),
    inverse: compactEdits([...step.inverse, ...last.inverse]),
  }
  return { past: [...history.past.slice(0, -1), grown], future: [], open }
}

/** Closes the newest step: the next change begins its own, whatever its key. */
export function sealHistory(history: UndoHistory): UndoHistory {
  return history.open ? { ...history, open: null } : history
}

/** The edits that take the newest step back, and the history after that; null when there is nothing to undo. */
export function stepBack(history: UndoHistory): { edits: Edit[]; history: UndoHistory } | null {
  const step = history.past.at(-1)
  if (!step) return null
  return {
    edits: step.inverse,
    history: { past: history.past.slice(0, -1), future: [step, ...history.future], open: null },
  }
}

/** The edits that do the step again that was undone last. */
export function stepForward(history: UndoHistory): { edits: Edit[]; history: UndoHistory } | null {
  const [step, ...future] = history.future
  if (!step) return null
  return { edits: step.edits, history: { past: [...history.past, step], future, open: null } }
}
