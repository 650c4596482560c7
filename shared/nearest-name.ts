/** The known name a person most likely meant, or undefined where none is near: for "did you mean" in messages. */
export function nearestName(wanted: string, known: Iterable<string>): string | undefined {
  const plain = wanted.toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    const other = name.toLowerCase()
    const [short, long] = plain.length < other.length ? [plain, other] : [other, plain]
    const distance = short.length >= 3 && long.includes(short) ? 1 : countEdits(plain, other)
    const near = distance <= Math.max(1, Math.floor(Math.max(plain.length, other.length) / 3))
    if (near && (!best || distance < best.distance)) best = { name, distance }
  }
  return best?.name
}

/** Levenshtein distance: the fewest letters to add, drop or change. */
function countEdits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
