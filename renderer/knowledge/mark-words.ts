/** Words that stand in nearly every text say nothing of where the answer is. */
const tooShort = 3

/** A text in pieces, those that begin like a word of the question marked. */
export function markWords(text: string, query: string): { text: string; isMarked: boolean }[] {
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])].filter(
    (word) => word.length >= tooShort,
  )
  if (words.length === 0) return [{ text, isMarked: false }]
  // The longest first, so that `invoices` is not cut at `invoice`.
  const alternatives = words.sort((a, b) => b.length - a.length).join('|')
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})[\\p{L}\\p{N}\\p{M}]*`, 'giu')
  const pieces: { text: string; isMarked: boolean }[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isMarked: false })
    pieces.push({ text: match[0], isMarked: true })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMarked: false })
  return pieces
}
