import { nextTurn } from '../event-loop-turn.ts'
import { loadTokenizer, type Tokenizer, type Vocabulary } from './tokenizer.ts'

/** Characters counted at once: a few milliseconds. */
const pieceLength = 100_000
/** A run of characters without a space is one word to a tokenizer, and takes time by the square of its length. */
const longWord = /\S{2000}/
const wordPieceLength = 2_000

/**
 * Tokens of a text as OpenAI's current models count them, or as the given vocabulary does; for other models an estimate.
 * The vocabulary takes 0.3 s to load, so it is only loaded where somebody asks. Long texts are counted in pieces, which
 * lets the event loop turn and may count a token more for each cut.
 */
export async function countTokens(text: string, vocabulary: Vocabulary = 'o200k'): Promise<number> {
  return (await countInPieces(text, await loadTokenizer(vocabulary))) ?? 0
}

/** The same with a tokenizer that is there. Answers null where `isWanted` said before some piece that nobody waits any more. */
export async function countInPieces(
  text: string,
  tokenizer: Tokenizer,
  isWanted: () => boolean = () => true,
): Promise<number | null> {
  let tokens = 0
  for (let start = 0; start < text.length; ) {
    if (start > 0) await nextTurn()
    if (!isWanted()) return null
    const end = endOfPiece(text, start, pieceLength)
    const piece = text.slice(start, end)
    tokens += longWord.test(piece) ? countCut(piece, tokenizer) : tokenizer(piece)
    start = end
  }
  return tokens
}

function countCut(piece: string, tokenizer: Tokenizer): number {
  let tokens = 0
  for (let start = 0; start < piece.length; ) {
    const end = endOfPiece(piece, start, wordPieceLength)
    tokens += tokenizer(piece.slice(start, end))
    start = end
  }
  return tokens
}

/** Cuts before a line break or a space, with which words begin; else anywhere but inside a surrogate pair. */
function endOfPiece(text: string, start: number, length: number): number {
  if (text.length - start <= length) return text.length
  const most = start + length
  for (const mark of ['\n', ' ']) {
    const at = text.lastIndexOf(mark, most)
    if (at > start) return at
  }
  const last = text.charCodeAt(most - 1)
  return last >= 0xd800 && last <= 0xdbff ? most - 1 : most
}
