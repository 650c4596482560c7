import type { Passage } from '../../../shared/contract/knowledge.ts'
import type { FoundChunk } from '../store/knowledge-files.store.ts'

export type Way = Passage['by'][number]
export type Ranked = { chunkNumber: number; score: number; by: Way[] }

/** As in the paper that gave reciprocal rank fusion its name (Cormack, Clarke and Büttcher, 2009). */
const rankConstant = 60

/**
 * One order out of several, each best first: what stands high in both stands highest. Only places count, because a distance
 * and a weight of words cannot be compared. Scores go from 0 to 1, where 1 is the first of all lists.
 */
export function fuseRanks(lists: Partial<Record<Way, number[]>>): Ranked[] {
  const ranked = new Map<number, Ranked>()
  const ways = Object.entries(lists) as [Way, number[]][] // of no other keys
  const most = ways.length / (rankConstant + 1)
  for (const [way, list] of ways) {
    for (const [place, chunkNumber] of list.entries()) {
      const one = ranked.get(chunkNumber) ?? { chunkNumber, score: 0, by: [] }
      one.score += 1 / (rankConstant + place + 1) / most
      one.by.push(way)
      ranked.set(chunkNumber, one)
    }
  }
  return [...ranked.values()].sort((a, b) => b.score - a.score || a.chunkNumber - b.chunkNumber)
}

export type FoundPassage = FoundChunk & { score: number; by: Way[] }

/** Characters of what neighbours are put together to at most: a passage is something to read, not a file. */
const mostCharacters = 6_000

/**
 * Passages that stand beside each other become one, in the place of the better one: what both repeat is said once. Those
 * under other headings, or on other pages, stay apart, because each says where it stands.
 */
export function mergeNeighbours(found: FoundPassage[]): FoundPassage[] {
  const merged: (FoundPassage & { last: number })[] = []
  for (const chunk of [...found].sort((a, b) => a.fileNumber - b.fileNumber || a.position - b.position)) {
    const before = merged.at(-1)
    const isNext =
      before?.fileNumber === chunk.fileNumber &&
      before.last + 1 === chunk.position &&
      before.heading === chunk.heading &&
      before.page === chunk.page &&
      before.text.length + chunk.text.length <= mostCharacters
    if (!before || !isNext) {
      merged.push({ ...chunk, last: chunk.position })
      continue
    }
    before.text += chunk.overlap === 0 ? `\n\n${chunk.text}` : chunk.text.slice(chunk.overlap)
    before.last = chunk.position
    before.score = Math.max(before.score, chunk.score)
    before.by = [...new Set([...before.by, ...chunk.by])]
  }
  return merged
    .map(({ last: _, ...passage }) => passage)
    .sort((a, b) => b.score - a.score || a.chunkNumber - b.chunkNumber)
}
