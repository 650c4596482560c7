/** One line of two texts laid side by side. */
export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string }

/** Pairs of lines looked at; two texts that differ in more are said to differ as a whole. */
const mostPairs = 4_000_000

/** What has to be taken out of `before` and put in to come to `after`, line by line, with as little as possible. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const of = (kind: DiffLine['kind'], lines: string[]) => lines.map((text): DiffLine => ({ kind, text }))
  return [
    ...of('same', a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...of('same', a.slice(a.length - tail)),
  ]
}

/** The longest common run of lines, by the table of lengths that everyone learns. */
function middle(a: string[], b: string[]): DiffLine[] {
  const width = b.length + 1
  const lengths = a.length * b.length > mostPairs ? null : new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; lengths && i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [down = 0, right = 0] = [lengths[(i + 1) * width + j], lengths[i * width + j + 1]]
      lengths[i * width + j] = a[i] === b[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, right)
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [left = '', right = ''] = [a[i], b[j]]
    if (lengths && i < a.length && j < b.length && left === right) {
      lines.push({ kind: 'same', text: left })
      i++
      j++
    } else if (i < a.length && (!lengths || j >= b.length || goesDown(lengths, i, j, width))) {
      lines.push({ kind: 'removed', text: left })
      i++
    } else {
      lines.push({ kind: 'added', text: right })
      j++
    }
  }
  return lines
}

function goesDown(lengths: Uint32Array, i: number, j: number, width: number): boolean {
  return (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)
}

/** The lines with long stretches that are the same left out; `skipped` says how many stood there. */
export function foldSame(lines: readonly DiffLine[], around = 3): (DiffLine | { kind: 'skipped'; count: number })[] {
  const near = new Uint8Array(lines.length)
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue
    for (let at = Math.max(0, index - around); at <= Math.min(lines.length - 1, index + around); at++) near[at] = 1
  }
  const folded: (DiffLine | { kind: 'skipped'; count: number })[] = []
  for (const [index, line] of lines.entries()) {
    const last = folded.at(-1)
    if (near[index]) folded.push(line)
    else if (last?.kind === 'skipped') last.count++
    else folded.push({ kind: 'skipped', count: 1 })
  }
  return folded
}
