import type { Edit } from '../../shared/workflow/edit.ts'

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
  if (after.kind === 'set-workflow' || before.at.join('/') !== after.at.join('/')) return null
  if (before.kind === 'move-nodes' && after.kind === 'move-nodes') {
    return { ...after, positions: { ...before.positions, ...after.positions } }
  }
  const isSetting = after.kind === 'set-params' || after.kind === 'set-title' || after.kind === 'set-disabled'
  if (!isSetting || !('id' in before) || before.id !== after.id) return null
  return after
}
