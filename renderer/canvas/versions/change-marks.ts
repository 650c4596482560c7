import type { WorkflowDiff } from '../../../shared/workflow/diff.ts'

export type ChangeMark = 'removed' | 'changed' | 'moved' | 'inside'

/**
 * How the nodes of one graph of an older document stand to the newer one, by their ids in the older. `diff` leads from the
 * older to the newer.
 */
export function marksOf(diff: WorkflowDiff, at: readonly string[]): Map<string, ChangeMark> {
  const marks = new Map<string, ChangeMark>()
  const isHere = (place: readonly string[]) =>
    place.length === at.length && at.every((id, depth) => id === place[depth])
  /** Weaker marks first, so that the stronger ones stand. */
  const placesInside = [...diff.nodes, ...diff.wires, ...diff.moved].map(({ at: place }) => place)
  for (const { at: place, id } of diff.moved) if (isHere(place)) marks.set(id, 'moved')
  for (const place of placesInside) {
    const container = place[at.length]
    if (container !== undefined && isHere(place.slice(0, at.length))) marks.set(container, 'inside')
  }
  for (const { at: place, id, was, change } of diff.nodes) {
    if (change !== 'added' && isHere(place)) marks.set(was ?? id, change)
  }
  return marks
}
