/** Pieces of words, numbers and marks: within a tenth or so of a real tokenizer on prose, without loading its vocabulary. */
const tokenPattern = / ?\p{L}{1,9}|\p{L}+|\d{1,3}|[^\s\p{L}\d]{1,2}|\s+(?=\s|$)/gu

/** Tokens of a text, for a model that is none. */
export function countTokens(text: string): number {
  return text.match(tokenPattern)?.length ?? 0
}

/** The beginning of a text, of so many tokens. */
export function firstTokens(text: string, limit: number): string {
  let tokens = 0
  for (const match of text.matchAll(tokenPattern)) if (++tokens > limit) return text.slice(0, match.index)
  return text
}
