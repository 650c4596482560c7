import type { CatalogEntry } from '../../../shared/catalog/entry.ts'

/** The node types that fit what was typed, best first; all of them, in their order, while nothing was. */
export function searchEntries(entries: readonly CatalogEntry[], query: string): CatalogEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...entries]
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)
}

/** 0 when one of the words is nowhere to be found. */
function scoreOf(entry: CatalogEntry, words: string[]): number {
  let sum = 0
  for (const word of words) {
    const score = scoreOfWord(entry, word)
    if (score === 0) return 0
    sum += score
  }
  return sum
}

function scoreOfWord(entry: CatalogEntry, word: string): number {
  const title = entry.title.toLowerCase()
  const service = entry.integration?.title.toLowerCase()
  if (title.startsWith(word)) return 10
  if (title.split(/\s+/).some((part) => part.startsWith(word))) return 8
  // “slack message” finds what Slack has for messages; “slack” alone all of its nodes.
  if (service?.split(/\s+/).some((part) => part.startsWith(word))) return 7
  // What a service's node says of itself counts less than the words of our own nodes: there are hundreds of them.
  const weight = entry.integration ? 3 : 6
  if (entry.keywords.some((keyword) => keyword.toLowerCase().startsWith(word))) return weight
  if (entry.type.includes(word)) return 5
  if (title.includes(word)) return 4
  if (entry.keywords.some((keyword) => keyword.toLowerCase().includes(word))) return 3
  return entry.summary.toLowerCase().includes(word) ? 1 : 0
}
