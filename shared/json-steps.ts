import type { Json } from './json.ts'
import type { Steps } from './steps.ts'

/** Entries of a list or object that are looked at to guess the size of all. */
const sampled = 3
/** Levels that are looked into for that, and those that are written entry by entry. */
const [guessedLevels, writtenLevels] = [2, 4]

/** About how many characters a value's JSON has, from a few of its entries: good enough to tell large from small. */
export function guessJsonLength(value: Json, depth = guessedLevels): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 4
  const [entries, keys] = Array.isArray(value) ? [value, 0] : [Object.values(value), 12]
  if (depth === 0) return entries.length * (keys + 12)
  const step = Math.max(1, Math.floor(entries.length / sampled))
  let characters = 0
  let looked = 0
  for (let at = 0; at < entries.length; at += step, looked++) {
    characters += keys + guessJsonLength(entries[at] ?? null, depth - 1) + 1
  }
  return looked === 0 ? 2 : Math.ceil((characters / looked) * entries.length)
}

/**
 * A value's JSON, exactly as `JSON.stringify` writes it, in pieces of about `pieceLength` characters that begin and end
 * between entries; something else may happen between them.
 */
export function* jsonSteps(value: Json, onPiece: (text: string) => void, pieceLength = 256 * 1024): Steps<void> {
  let piece = ''
  function* write(part: Json, depth: number): Steps<void> {
    if (typeof part !== 'object' || part === null || depth === 0 || guessJsonLength(part) <= pieceLength) {
      piece += JSON.stringify(part)
    } else if (Array.isArray(part)) {
      piece += '['
      for (const [at, entry] of part.entries()) {
        if (at > 0) piece += ','
        yield* write(entry, depth - 1)
        if (piece.length >= pieceLength) yield handOver()
      }
      piece += ']'
    } else {
      piece += '{'
      let isFirst = true
      for (const [key, entry] of Object.entries(part)) {
        // As JSON leaves out what is undefined.
        if (entry === undefined) continue
        piece += `${isFirst ? '' : ','}${JSON.stringify(key)}:`
        isFirst = false
        yield* write(entry, depth - 1)
        if (piece.length >= pieceLength) yield handOver()
      }
      piece += '}'
    }
  }
  function handOver(): void {
    onPiece(piece)
    piece = ''
  }
  yield* write(value, writtenLevels)
  handOver()
}
