/**
 * About how many tokens a text has, without a vocabulary: four characters each in scripts with an alphabet, one each in
 * those without (Chinese, Japanese, Korean). Good to a fifth, which is enough to cut passages and to say beforehand what
 * vectors cost; what they did cost is counted by who makes them.
 */
export function estimateTokens(text: string, isWhole = true): number {
  let tokens = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    // The second half of a pair belongs to the first.
    if (code >= 0xdc00 && code <= 0xdfff) continue
    if (code < 0x250) tokens += 0.25
    else if (code < 0x2e80) tokens += 0.4
    else tokens += 1
  }
  return isWhole ? Math.ceil(tokens) : tokens
}
