import { assert } from '../assert.ts'
import { applyEdits, type Edit } from './edit.ts'
import type { Workflow } from './workflow.ts'

/** One row of the journal: the edits that made this revision out of the one before it. */
export type JournalEntry = { revision: number; edits: Edit[] }

/**
 * The document as it was at a revision: the nearest one kept before it, with the journal from there on applied. The
 * entries are those after the kept revision up to the wanted one, each of them and in order.
 */
export function rebuildDocument(
  kept: { revision: number; document: Workflow },
  journal: JournalEntry[],
  revision: number,
): Workflow {
  let { revision: at, document } = kept
  for (const entry of journal) {
    assert(entry.revision === at + 1, `the journal goes on from revision ${at}`)
    document = applyEdits(document, entry.edits).document
    at = entry.revision
  }
  assert(at === revision, `the journal reaches revision ${revision}`)
  return document
}
