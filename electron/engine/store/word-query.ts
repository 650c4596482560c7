/** Words of a question that are searched for at most: nobody's question has more, a pasted page has. */
const mostWords = 64
/** From this length on, words that begin with it are found, too: `invoice` finds `invoices`. */
const shortestStem = 4

/**
 * A query of FTS5 for any text: passages that hold one of its words. Each word is quoted, so that nothing in it is taken for
 * a part of FTS5's language. Null where the text has no word.
 */
export function wordQuery(text: string): string | null {
  const found = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const words = [...new Set(found.map((word) => word.toLowerCase()))].slice(0, mostWords)
  if (words.length === 0) return null
  return words.map((word) => (word.length < shortestStem ? `"${word}"` : `"${word}"*`)).join(' OR ')
}
