/** Where a quote stands in a text, in characters, and the paragraph around it. */
export type FoundQuote = { start: number; end: number; quote: string; passage: string }

/** The longest paragraph shown around a quote, in characters. */
const mostPassage = 1_200

type Folded = { text: string; places: number[] }

/**
 * Letters and figures alone, small, without accents; what lies between them counts as one space. Typography, line breaks
 * and marks of Markdown so make no difference, words and their order do. `places[i]` is where the i-th of them stands.
 */
function fold(text: string): Folded {
  const folded: string[] = []
  const places: number[] = []
  let isApart = true
  let at = 0
  for (const character of text) {
    const plain = /[\p{L}\p{N}]/u.test(character)
      ? character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
      : ''
    // A sign that is part of a word is nothing; anything else is a gap.
    if (plain === '' && !/[\p{M}'’‘ʼ\u00ad\u200b-\u200d]/u.test(character) && !isApart) {
      folded.push(' ')
      places.push(at)
      isApart = true
    }
    for (const letter of plain) {
      folded.push(letter)
      places.push(at)
      isApart = false
    }
    at += character.length
  }
  return { text: folded.join(''), places }
}

/** A text that many quotes are looked for in is folded once. */
export function createQuoteFinder(text: string): (quote: string) => FoundQuote | null {
  let source: Folded | null = null
  return (quote) => {
    const wanted = fold(withoutMarks(quote)).text.trim()
    // A word or two stand everywhere, and prove nothing.
    if (wanted.length < (unspaced.test(wanted) ? 4 : 8)) return null
    source ??= fold(text)
    const at = findWhole(source.text, wanted)
    if (at < 0) return null
    const start = source.places[at]
    const last = source.places[at + wanted.length - 1]
    if (start === undefined || last === undefined) return null
    const end = last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1)
    const whole = wholeQuote(text, start, end)
    return { ...whole, quote: text.slice(whole.start, whole.end), passage: passageAround(text, whole) }
  }
}

/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

/** Where the words stand, from the beginning of the first to the end of the last: “art” is not in “party”. */
function findWhole(text: string, wanted: string): number {
  const isEdge = (outer: string | undefined, inner: string | undefined) =>
    outer === undefined || outer === ' ' || unspaced.test(`${outer}${inner}`)
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (isEdge(text[at - 1], wanted[0]) && isEdge(text[at + wanted.length], wanted.at(-1))) return at
  }
  return -1
}

/** Quotation marks and dots of omission at its ends are the quoter's. */
function withoutMarks(quote: string): string {
  return quote.trim().replace(/^["'“”„«»‘’…\s.]+|["'“”„«»‘’…\s.]+$/g, '')
}

/** With the sign that ends its sentence. */
function wholeQuote(text: string, start: number, end: number) {
  const sign = /^[.!?…%)]+/.exec(text.slice(end, end + 3))?.[0] ?? ''
  return { start, end: end + sign.length }
}

function passageAround(text: string, { start, end }: { start: number; end: number }): string {
  const from = text.lastIndexOf('\n\n', start) + 1
  const next = text.indexOf('\n\n', end)
  const to = next < 0 ? text.length : next
  const paragraph = text.slice(from, to).trim()
  if (paragraph.length <= mostPassage) return paragraph
  const room = Math.max(0, Math.floor((mostPassage - (end - start)) / 2))
  const [left, right] = [Math.max(from, start - room), Math.min(to, end + room)]
  return `${left > from ? '…' : ''}${text.slice(left, right).trim()}${right < to ? '…' : ''}`
}
