import type { Block } from '../chunk.ts'
import { createHeadings } from './headings.ts'

/** What of a node of a page is read here. */
export type HtmlNode = {
  nodeType: number
  nodeName: string
  textContent: string | null
  childNodes: ArrayLike<HtmlNode>
}

const skipped = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'SVG', 'HEAD', 'IFRAME', 'OBJECT', 'NAV', 'FORM'])
const ownBlock = new Set(
  'P DIV SECTION ARTICLE MAIN ASIDE HEADER FOOTER UL OL LI DL DT DD TABLE TR BLOCKQUOTE PRE FIGURE FIGCAPTION BODY'.split(
    ' ',
  ),
)
const deepest = 400

/**
 * The text of a page in the order it is read, by its headings. Rows of tables are lines, cells are told apart.
 * `headline`: what all of it stands under.
 */
export function blocksOfHtml(root: HtmlNode, headline = ''): Block[] {
  const headings = createHeadings()
  headings.enter(1, headline)
  const blocks: Block[] = []
  let text = ''

  function close(): void {
    const clean = text
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim()
    if (clean !== '') blocks.push({ text: clean, heading: headings.path(), page: null, line: null })
    text = ''
  }

  function walk(node: HtmlNode, depth: number): void {
    if (node.nodeType === 3) {
      text += (node.textContent ?? '').replace(/\s+/g, ' ')
      return
    }
    const name = node.nodeName.toUpperCase()
    if (skipped.has(name)) return
    const level = /^H([1-6])$/.exec(name)?.[1]
    if (level !== undefined) {
      close()
      headings.enter(Number(level), node.textContent ?? '')
      return
    }
    if (name === 'PRE' || depth > deepest) {
      close()
      text = node.textContent ?? ''
      close()
      return
    }
    if (name === 'BR') text += '\n'
    // Rows of one table, and entries of one list, belong together: they are lines of one block.
    const isLine = name === 'TR' || name === 'LI' || name === 'DT' || name === 'DD'
    const isBlock = ownBlock.has(name) && !isLine
    if (isBlock) close()
    if (isLine && text.trim() !== '') text += '\n'
    if ((name === 'TD' || name === 'TH') && text !== '' && !text.endsWith('\n')) text += ' | '
    if (name === 'LI') text += '- '
    for (const child of Array.from(node.childNodes)) walk(child, depth + 1)
    if (isBlock) close()
  }

  walk(root, 0)
  close()
  return blocks
}
