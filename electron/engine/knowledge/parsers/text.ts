import type { Block } from '../chunk.ts'
import { decodeText } from './decode.ts'
import type { Parser } from './parser.ts'

/** Text as it stands, by its paragraphs. */
export const parseText: Parser = (bytes, { name }) => {
  return { title: null, blocks: paragraphsOf(decodeText(bytes, name), { heading: '', line: 1 }) }
}

/** Paragraphs, each with the line it begins at. */
export function paragraphsOf(text: string, { heading, line }: { heading: string; line: number }): Block[] {
  const blocks: Block[] = []
  let paragraph: string[] = []
  let begin = line
  let at = line
  const close = () => {
    if (paragraph.length > 0) blocks.push({ text: paragraph.join('\n'), heading, page: null, line: begin })
    paragraph = []
  }
  for (const row of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (row.trim() === '') close()
    else {
      if (paragraph.length === 0) begin = at
      paragraph.push(row.trimEnd())
    }
    at++
  }
  close()
  return blocks
}
