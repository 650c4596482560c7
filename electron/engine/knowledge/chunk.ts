import type { Chunk } from '../store/knowledge-files.store.ts'
import { estimateTokens } from './estimate-tokens.ts'

/** A stretch of a document that belongs together: a paragraph, a row, a list, the text of a page. */
export type Block = {
  text: string
  /** The headings it stands under, outermost first, joined by ` › `. */
  heading: string
  /** Counted from 1; of documents that have pages. */
  page: number | null
  /** Of its first line, counted from 1; of documents that are text. */
  line: number | null
  /** Between it and the one before; an empty line unless told. */
  joint?: string
}

/** A piece that is cut no further. `joint`: what stands between it and the one before. */
type Unit = { text: string; joint: string; line: number | null; tokens: number }

/** Enough for a few paragraphs, which is what one answer usually stands in. */
export const chunkTokens = 400
/** What a passage repeats of the one before, so that what was cut in two is whole in one of them. */
export const overlapTokens = 60

/**
 * Cuts a document into passages: never across a heading or a page, else as many whole blocks as fit. A block that is too
 * long by itself is cut between its lines, sentences, words, and only then anywhere, but never inside a character.
 */
export function chunkBlocks(blocks: Block[]): Chunk[] {
  return groupBlocks(blocks).flatMap(chunkGroup)
}

/** Blocks in a row that stand under the same headings on the same page. */
function groupBlocks(blocks: Block[]): Block[][] {
  const groups: Block[][] = []
  for (const block of blocks) {
    const group = groups.at(-1)
    const first = group?.[0]
    if (group && first && first.heading === block.heading && first.page === block.page) group.push(block)
    else groups.push([block])
  }
  return groups
}

function chunkGroup(group: Block[]): Chunk[] {
  const [first] = group
  if (!first) return []
  const { heading, page } = first
  const chunks: Chunk[] = []
  let taken: Unit[] = []
  /** How many of `taken` the passage before ends with. */
  let repeated = 0
  let tokens = 0

  function close(): void {
    if (taken.length <= repeated) return
    const text = join(taken)
    const overlap = repeated === 0 ? 0 : join(taken.slice(0, repeated)).length
    chunks.push({ heading, text, page, line: taken[0]?.line ?? null, overlap, tokens: estimateTokens(text) })
  }

  for (const unit of group.flatMap(unitsOf)) {
    if (taken.length > 0 && tokens + unit.tokens > chunkTokens) {
      close()
      taken = tailOf(taken)
      repeated = taken.length
      tokens = taken.reduce((sum, one) => sum + one.tokens, 0)
    }
    taken.push(unit)
    tokens += unit.tokens
  }
  close()
  return chunks
}

function join(units: Unit[]): string {
  return units.map(({ text, joint }, index) => (index === 0 ? text : joint + text)).join('')
}

/** The last units, as many as may be repeated. */
function tailOf(units: Unit[]): Unit[] {
  let tokens = 0
  let from = units.length
  while (from > 1) {
    const unit = units[from - 1]
    if (!unit || tokens + unit.tokens > overlapTokens) break
    tokens += unit.tokens
    from--
  }
  return units.slice(from)
}

/** Where a text may be cut, the better places first: between paragraphs, lines, sentences, words. */
const places: { pattern: RegExp; joint: string }[] = [
  { pattern: /\n[^\S\n]*\n\s*/g, joint: '\n\n' },
  { pattern: /\n/g, joint: '\n' },
  { pattern: /(?<=[.!?…]["'”’)]?)\s+|(?<=[。！？])/g, joint: ' ' },
  { pattern: /\s+/g, joint: ' ' },
]

function unitsOf(block: Block): Unit[] {
  return cut({ text: block.text.trim(), joint: block.joint ?? '\n\n', line: block.line, tokens: 0 }, 0)
}

/** The text as pieces that each are small enough for a passage, so that whole ones can be repeated. */
function cut(whole: Unit, level: number): Unit[] {
  const { text, joint, line } = whole
  if (text === '') return []
  const tokens = estimateTokens(text)
  const place = places[level]
  // Sentences are what a passage repeats of the one before, so whatever is longer than that is cut that far.
  if (tokens <= overlapTokens || (level > 2 && tokens <= chunkTokens)) return [{ text, joint, line, tokens }]
  if (!place) return cutAnywhere(whole)
  const pieces: Unit[] = []
  let from = 0
  let at = line
  const take = (to: number, next: number, betweenText: string) => {
    const piece = text.slice(from, to)
    const isFirst = pieces.length === 0
    pieces.push(...cut({ text: piece.trim(), joint: isFirst ? joint : place.joint, line: at, tokens: 0 }, level + 1))
    if (at !== null) at += countLines(piece) + countLines(betweenText)
    from = next
  }
  for (const match of text.matchAll(place.pattern)) take(match.index, match.index + match[0].length, match[0])
  take(text.length, text.length, '')
  return pieces
}

/** A text without a place to cut it at, such as a long key: by size, between characters. */
function cutAnywhere({ text, joint, line }: Unit): Unit[] {
  const pieces: Unit[] = []
  let piece = ''
  let tokens = 0
  const close = () => {
    if (piece !== '')
      pieces.push({ text: piece, joint: pieces.length === 0 ? joint : '', line, tokens: Math.ceil(tokens) })
    piece = ''
    tokens = 0
  }
  for (const character of text) {
    const more = estimateTokens(character, false)
    if (tokens + more > chunkTokens / 2) close()
    piece += character
    tokens += more
  }
  close()
  return pieces
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
