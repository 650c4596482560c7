import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { decodeText } from './decode.ts'
import { blocksOfHtml, type HtmlNode } from './html-blocks.ts'
import type { Parser } from './parser.ts'

/** What of a page is worth reading has at least so much of its text. */
const leastShare = 0.3

/** Characters of a page in which that is looked for: it takes more than linear time. */
const mostSearched = 1_000_000

/** A page without what stands around it, where that can be told apart. */
export const parseHtml: Parser = (bytes, { name }) => {
  const source = decodePage(bytes, name)
  const { document } = parseHTML(source)
  const headline = document.querySelector('h1')?.textContent?.trim() ?? ''
  const title = document.title.trim() || headline || null
  const whole = blocksOfHtml(document.documentElement as unknown as HtmlNode) // it is one, and only read as one
  const main = source.length > mostSearched ? null : mainText(source)
  if (main === null) return { title, blocks: whole }
  // It leaves the headline out, as that says what the title does.
  const blocks = blocksOfHtml(main, headline)
  const share = lengthOf(blocks) / Math.max(1, lengthOf(whole))
  return { title, blocks: share >= leastShare ? blocks : whole }
}

/** Pages say in their head how they are written, where it is not UTF-8. */
function decodePage(bytes: Uint8Array<ArrayBuffer>, name: string): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2_048))
  const stated = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(head)?.[1]
  if (stated && !/^utf-?(8|16)/i.test(stated)) {
    try {
      return new TextDecoder(stated).decode(bytes)
    } catch {
      // No encoding anybody knows: it is found out as for other files.
    }
  }
  return decodeText(bytes, name)
}

function mainText(source: string): HtmlNode | null {
  try {
    // It changes what it reads, so it gets a page of its own.
    const { document } = parseHTML(source)
    const article = new Readability(document as unknown as Document, { charThreshold: 200 }).parse() // linkedom's is one
    if (!article?.content) return null
    return parseHTML(`<html><body>${article.content}</body></html>`).document.body as unknown as HtmlNode // as above
  } catch {
    // A page it cannot make sense of is read whole.
    return null
  }
}

function lengthOf(blocks: { text: string }[]): number {
  return blocks.reduce((sum, { text }) => sum + text.length, 0)
}
