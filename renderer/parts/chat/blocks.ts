/** A line that opens or closes a fence of code, with its ticks. */
const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/
/** A line that goes on with what stood before an empty line: part of a list. */
const goesOn = /^(\s{2,}|\s*([-*+]|\d{1,9}[.)])\s)/

/**
 * Markdown in pieces that can be drawn one by one: while a text grows only the last of them changes, so that a long
 * answer costs no more for each word than a short one.
 */
export function splitBlocks(words: string): string[] {
  const blocks: string[] = []
  let lines: string[] = []
  let fence: string | null = null
  const close = () => {
    if (lines.some((line) => line.trim() !== '')) blocks.push(lines.join('\n'))
    lines = []
  }
  for (const line of words.split('\n')) {
    const ticks = fenceLine.exec(line)
    const mark = ticks?.[1]
    if (fence !== null) {
      lines.push(line)
      const closes = mark?.[0] === fence[0] && mark !== undefined && mark.length >= fence.length
      if (closes && ticks?.[2]?.trim() === '') fence = null
      continue
    }
    const isAfterGap = lines.at(-1)?.trim() === ''
    if (isAfterGap && line.trim() !== '' && !goesOn.test(line)) close()
    if (mark !== undefined) fence = mark
    lines.push(line)
  }
  close()
  return blocks
}
