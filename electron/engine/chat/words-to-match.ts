/**
 * What a person typed as a question in FTS5's language: all of the words, each from its beginning. Nothing in it is taken
 * for a command, because each word stands in quotes. Null where there is no word to look for.
 */
export function wordsToMatch(typed: string): string | null {
  const words = typed.match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' ')
}

const [hitStart, hitEnd] = ['\u0002', '\u0003']

/** A snippet of FTS5 in pieces, the words that were found apart from the rest. */
export function snippetPieces(snippet: string): { text: string; isHit: boolean }[] {
  const pieces = snippet.split(hitStart).flatMap((part, index) => {
    if (index === 0) return [{ text: part, isHit: false }]
    const [hit = '', rest = ''] = part.split(hitEnd)
    return [
      { text: hit, isHit: true },
      { text: rest, isHit: false },
    ]
  })
  return pieces.map(({ text, isHit }) => ({ text: text.replace(/\s+/g, ' '), isHit })).filter(({ text }) => text !== '')
}
