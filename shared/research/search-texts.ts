import type { FoundResult } from './found-results.ts'

type Scored = FoundResult & { score: number }

/** Longest text given of one file, in characters. */
const mostText = 600
/** Words that stand in every text. */
const common = new Set(
  'the and for that with what which how are was were who why when where does did has have from into about than this these those its not can will would should their they der die das und ein eine was wie ist'.split(
    ' ',
  ),
)

/**
 * Finds texts by their words, best first: by how many different words of the query stand in them, then by how often. Each
 * is looked at once and then forgotten but for the passage in which most of them stand.
 */
export function createTextSearch(query: string, limit: number) {
  const words = wordsOf(query)
  const found: Scored[] = []
  return {
    add({ path, name, text }: { path: string; name: string; text: string }): void {
      const scored = scoreOf(text, words)
      const inName = words.filter((word) => wordsOf(name).includes(word)).length
      if (scored === null && inName === 0) return
      const score = (scored?.score ?? 0) + inName * 5
      found.push({
        title: titleOf(text, name),
        url: path,
        text: scored?.passage ?? text.trim().slice(0, mostText),
        score,
      })
      found.sort((a, b) => b.score - a.score || (a.url < b.url ? -1 : 1))
      found.length = Math.min(found.length, limit)
    },
    results: (): FoundResult[] => found.map(({ score: _, ...result }) => result),
  }
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function wordsOf(text: string): string[] {
  const all = plain(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(all.filter((word) => word.length > 2 && !common.has(word)))]
}

/** A word and its plural are one, as far as their beginnings are. */
function stemOf(word: string): string {
  return word.length > 5 ? word.slice(0, Math.max(5, word.length - 2)) : word
}

function scoreOf(text: string, words: string[]): { score: number; passage: string } | null {
  const folded = plain(text)
  const stems = words.map(stemOf)
  const counts = stems.map((stem) => Math.min(20, folded.split(stem).length - 1))
  const different = counts.filter((count) => count > 0).length
  if (different === 0) return null
  const score = different * 10 + counts.reduce((sum, count) => sum + Math.log1p(count), 0)
  return { score, passage: bestPassage(text, stems) }
}

function bestPassage(text: string, stems: string[]): string {
  let best = { score: 0, passage: '' }
  for (const paragraph of text.split(/\n\s*\n/)) {
    const folded = plain(paragraph)
    const score = stems.filter((stem) => folded.includes(stem)).length
    if (score > best.score) best = { score, passage: paragraph.trim() }
  }
  return best.passage.length > mostText ? `${best.passage.slice(0, mostText)}…` : best.passage
}

function titleOf(text: string, name: string): string {
  return (
    /^#{1,6}[ \t]+(\S.*)$/m
      .exec(text.slice(0, 10_000))?.[1]
      ?.replace(/[*_`#]/g, '')
      .trim() || name
  )
}
