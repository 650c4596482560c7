const longest = 80

/** A conversation's name, from the first thing that was said in it. */
export function titleOf(text: string, fileNames: readonly string[]): string {
  const line = text
    .split('\n')
    .map((one) => one.replace(/^[\s#>*\-`]+/, '').trim())
    .find((one) => one !== '')
  const words = (line ?? fileNames[0] ?? '').replace(/\s+/g, ' ')
  if (words.length <= longest) return words
  const cut = words.slice(0, longest)
  const end = cut.lastIndexOf(' ')
  return `${end > longest / 2 ? cut.slice(0, end) : cut}…`
}
