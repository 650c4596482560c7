/** Words of a question that are searched for at most: nobody's question has more, a pasted page has. */
const mostWords = 64
/** From this length on, words that begin with it are found, too: `invoice` finds `invoices`. */
const shortestStem = 4

/**
 * Words that a question is made with and no answer is found by. They are rare in documents, so that they would weigh as if
 * the question was about them.
 */
const askingWords = new Set(
  [
    'what which who whom whose when where why how is are was were be been am do does did can could may might must shall',
    'should will would have has had a an the of in on at to for from by with about and or not if i me my we us our you',
    'your it its he she they them their this that these those there here please tell show find much many any some',
  ].flatMap((line) => line.split(' ')),
)

/**
 * A query of FTS5 for any text: passages that hold one of its words. Each word is quoted, so that nothing in it is taken for
 * a part of FTS5's language. Null where the text has no word.
 */
export function wordQuery(text: string): string | null {
  const found = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const all = [...new Set(found.map((word) => word.toLowerCase()))]
  const telling = all.filter((word) => !askingWords.has(word))
  const words = (telling.length > 0 ? telling : all).slice(0, mostWords)
  if (words.length === 0) return null
  return words.map((word) => (word.length < shortestStem ? `"${word}"` : `"${word}"*`)).join(' OR ')
}
