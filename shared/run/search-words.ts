/**
 * Words as runs are found by them. Scripts that put no spaces between words count sign by sign, so that a word inside a
 * sentence is found, too.
 */
const wordOrSign =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+?(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\p{L}\p{N}\p{M}]|$)/gu

/** Characters of a word that count: more of them are no word a person types. */
const mostOfWord = 64
/** Words of a question that are looked for. */
const mostAsked = 32

/** A word and where it stands in its text. */
export type PlacedWord = { word: string; from: number; to: number }

/** The words of a text, one after the other; the text is best in NFC, so that places are right. */
export function* wordsOf(text: string): Generator<PlacedWord> {
  for (const { 0: found, index } of text.matchAll(wordOrSign)) {
    yield { word: found.toLowerCase().slice(0, mostOfWord), from: index, to: index + found.length }
  }
}

/** What a person asked for: each of these words has to be there, the last may be the beginning of one. */
export function askedWords(asked: string): string[] {
  const words = new Set<string>()
  let last = ''
  for (const { word } of wordsOf(asked.normalize('NFC'))) {
    last = word
    words.add(word)
    if (words.size === mostAsked) break
  }
  // Said twice, it stands where it was said last: only there it may be a beginning.
  words.delete(last)
  return last === '' ? [] : [...words, last]
}

/** Whether a word of a text is one of those asked for. */
export function isAsked(word: string, asked: readonly string[]): boolean {
  const last = asked.at(-1)
  return asked.includes(word) || (last !== undefined && word.startsWith(last))
}

/** Whether a text holds something to look for at all. */
export function asksWords(asked: string | undefined): asked is string {
  return asked !== undefined && asked.trim() !== ''
}

/** A piece of about `length` characters with the first of the asked words in its middle, and how many of them are in it. */
export function pieceAround(
  text: string,
  asked: readonly string[],
  length = 140,
): { text: string; found: number } | undefined {
  let first: PlacedWord | undefined
  const found = new Set<string>()
  for (const placed of wordsOf(text)) {
    if (first && placed.from > first.from + length / 2) break
    if (!isAsked(placed.word, asked)) continue
    first ??= placed
    found.add(asked.find((word) => placed.word.startsWith(word)) ?? placed.word)
  }
  if (!first) return undefined
  const from = Math.max(0, Math.min(first.from - Math.round(length / 3), text.length - length))
  const to = Math.min(text.length, from + length)
  const piece = text.slice(from, to).replaceAll(/\s+/g, ' ').trim()
  return { text: `${from > 0 ? '…' : ''}${piece}${to < text.length ? '…' : ''}`, found: found.size }
}
