/**
 * How well an entry fits what was typed, from 0 (not at all) to 1: every word typed must be found. Beginnings count
 * more than middles, and the label more than the words that are only searched. Letters strewn over the text do not
 * count: with many workflows they find everything.
 */
export function scoreEntry(typed: string, label: string, keywords: readonly string[]): number {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  const shown = fold(label)
  const hidden = keywords.map(fold)
  let total = 0
  for (const word of words) {
    const score = scoreWord(word, shown, hidden)
    if (score === 0) return 0
    total += score
  }
  return total / words.length
}

function scoreWord(word: string, shown: string, hidden: readonly string[]): number {
  if (shown.startsWith(word)) return 1
  if (shown.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))) return 0.8
  if (shown.includes(word)) return 0.6
  return hidden.some((text) => text.includes(word)) ? 0.3 : 0
}

/** Case and accents do not matter: `resume` finds `Résumé`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()
}
