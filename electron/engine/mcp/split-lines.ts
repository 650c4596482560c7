/**
 * Puts pieces together to lines of UTF-8. Gives a function that takes the next piece and answers false, from then on, where
 * a line has more than `longest` bytes.
 */
export function splitLines(longest: number, onLine: (line: string) => void): (chunk: Buffer) => boolean {
  let pieces: Buffer[] = []
  let bytes = 0
  return (chunk) => {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1 && bytes <= longest; at = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...pieces, chunk.subarray(from, at)]).toString('utf8')
      pieces = []
      bytes = 0
      from = at + 1
      onLine(line.replace(/\r$/, ''))
    }
    if (bytes > longest) return false
    pieces.push(chunk.subarray(from))
    bytes += chunk.length - from
    if (bytes <= longest) return true
    pieces = []
    return false
  }
}
