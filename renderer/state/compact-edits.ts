import type { Edit } from '../../shared/workflow/edit.ts'

/** Edits that say all of one thing about a node, so that the last one is enough. */
const settings = new Set<Edit['kind']>(['set-params', 'set-title', 'set-disabled', 'set-policy', 'set-pinned'])

/**
 * The same edits with those folded together that only say again what the one before them said: thirty keystrokes in one
 * field are one `set-params`. Only neighbours are folded, so the order of everything else stays.
 */
export function compactEdits(edits: Edit[]): Edit[] {
  const kept: Edit[] = []
  for (const edit of edits) {
    const before = kept.at(-1)
    const folded = before ? fold(before, edit) : null
    if (folded) kept[kept.length - 1] = folded
    else kept.push(edit)
  }
  return kept
}

function fold(before: Edit, after: Edit): Edit | null {
  if (before.kind !== after.kind) return null
  if (before.kind === 'set-workflow') return { ...before, ...after }
  // Each version that came back is a step of its own in the journal.
  if (before.kind === 'replace-document' || after.kind === 'replace-document') return null
  if (after.kind === 'set-workflow' || before.at.join('/') !== after.at.join('/')) return null
  if (before.kind === 'move-nodes' && after.kind === 'move-nodes') {
    return { ...after, positions: { ...before.positions, ...after.positions } }
  }
  if (!settings.has(after.kind) || !('id' in before) || !('id' in after) || before.id !== after.id) return null
  return after
}
