import remarkParse from 'remark-parse'
import { unified } from 'unified'
import type { Block } from '../chunk.ts'
import { decodeText } from './decode.ts'
import { createHeadings } from './headings.ts'
import type { Parser } from './parser.ts'
import { paragraphsOf } from './text.ts'

/** Beyond it, headings are not looked for: the parser takes more than linear time where a file wants it to. */
const mostParsedCharacters = 2_000_000

/** Markdown by its headings; what stands under them stays as it was written. */
export const parseMarkdown: Parser = (bytes, { name }) => {
  const source = decodeText(bytes, name).replace(/\r\n?/g, '\n')
  const { text, title: stated, skipped } = withoutFrontMatter(source)
  if (text.length > mostParsedCharacters) {
    return { title: stated, blocks: paragraphsOf(text, { heading: '', line: skipped + 1 }) }
  }
  const headings = createHeadings()
  const blocks: Block[] = []
  let title = stated
  for (const part of unified().use(remarkParse).parse(text).children) {
    const start = part.position?.start.offset ?? 0
    const end = part.position?.end.offset ?? start
    if (part.type === 'heading') {
      const words = wordsOf(part)
      headings.enter(part.depth, words)
      title ??= words
      continue
    }
    const line = (part.position?.start.line ?? 1) + skipped
    blocks.push({ text: text.slice(start, end), heading: headings.path(), page: null, line })
  }
  return { title, blocks }
}

/** Settings at the head of a file, between two lines of `---`; only the title is of use. */
function withoutFrontMatter(source: string): { text: string; title: string | null; skipped: number } {
  const head = /^---\n([\s\S]{0,20000}?)\n---(?:\n|$)/.exec(source)
  if (!head) return { text: source, title: null, skipped: 0 }
  const title =
    /^title:[ \t]*(.+)$/m
      .exec(head[1] ?? '')?.[1]
      ?.trim()
      .replace(/^(["'])(.*)\1$/, '$2') || null
  return { text: source.slice(head[0].length), title, skipped: head[0].split('\n').length - 1 }
}

/** What is read of a node, without its marks. */
function wordsOf(node: object): string {
  if ('value' in node && typeof node.value === 'string') return node.value
  if ('children' in node && Array.isArray(node.children)) return node.children.map(wordsOf).join('')
  return ''
}
