import type { Edit } from '../../../shared/workflow/edit.ts'

/** An edit after so long a quiet begins something new. */
export const quietMs = 10 * 60_000
/** Edits after which a version is made without a pause: the most that have to be replayed to rebuild a revision. */
export const mostEdits = 200

type Situation = {
  nowMs: number
  /** Milliseconds, as `nowMs`. */
  lastEditAt: number
  /** Edits since the newest version. */
  editsSince: number
  /** What is about to be done. */
  edits: Edit[]
}

/** Whether the document as it is before these edits should be kept as a version of its own. */
export function isWorthKeeping({ nowMs, lastEditAt, editsSince, edits }: Situation): boolean {
  if (editsSince === 0) return false
  if (edits.some(({ kind }) => kind === 'replace-document')) return true
  return nowMs - lastEditAt >= quietMs || editsSince >= mostEdits
}
