import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { measureHtml, textOfHtml, titleOfHtml } from './plain-html.ts'

/** What was found in a page, before it is tidied and cut. */
export type FoundPage = { title: string; byline: string | null; publishedAt: string | null; text: string }

/** Beyond these a tree takes quadratic time to make and to search: such a page is read from left to right. */
const mostElements = 60_000
const mostDepth = 250

/** As much of the DOM as is walked here. */
type DomNode = {
  nodeType: number
  nodeName: string
  textContent: string | null
  firstChild: DomNode | null
  nextSibling: DomNode | null
  parentNode: DomNode | null
}
type DomDocument = DomNode & {
  body: DomNode | null
  querySelector(selector: string): (DomNode & { getAttribute(name: string): string | null }) | null
}

/** The article of an HTML page without menus and advertisements, with whatever says who wrote it and when. */
export function readHtml(html: string): FoundPage {
  const { elements, depth } = measureHtml(html)
  if (elements > mostElements || depth > mostDepth) return readPlainly(html)
  const document = parseDocument(html)
  const publishedAt = dateOf(document)
  const title = document.querySelector('title')?.textContent?.trim() ?? ''
  const byline = metaOf(document, ['meta[name="author"]', 'meta[property="article:author"]'])
  // It takes the document apart, so what else is wanted of it is read before.
  const whole = document.body ? textOf(document.body) : ''
  const article = new Readability<DomNode>(document as never, {
    serializer: (node) => node as unknown as DomNode,
  }).parse()
  const text = article?.content ? textOf(article.content) : ''
  if (text.trim() === '') return { title, byline, publishedAt, text: whole }
  return {
    title: article?.title?.trim() || title,
    byline: article?.byline?.trim() || byline,
    publishedAt: isoDate(article?.publishedTime) ?? publishedAt,
    text,
  }
}

function readPlainly(html: string): FoundPage {
  return { title: titleOfHtml(html), byline: null, publishedAt: null, text: textOfHtml(html) }
}

/** A page without `<html>` is one all the same. */
function parseDocument(html: string): DomDocument {
  const isWhole = /<html[\s>]/i.test(html)
  // linkedom's own types are those of a browser, which the engine does not know.
  return parseHTML(isWhole ? html : `<!doctype html><html><body>${html}</body></html>`)
    .document as unknown as DomDocument
}

function metaOf(document: DomDocument, selectors: string[]): string | null {
  for (const selector of selectors) {
    const content = document.querySelector(selector)?.getAttribute('content')?.trim()
    if (content) return content
  }
  return null
}

const dateMetas = ['article:published_time', 'og:published_time', 'datePublished', 'date', 'dc.date', 'DC.date.issued']

function dateOf(document: DomDocument): string | null {
  const selectors = dateMetas.flatMap((name) => [`meta[property="${name}"]`, `meta[name="${name}"]`])
  const time = document.querySelector('time[datetime]')?.getAttribute('datetime')
  return isoDate(metaOf(document, [...selectors, 'meta[itemprop="datePublished"]'])) ?? isoDate(time)
}

/** A day or a moment, as ISO 8601 says it; null for what is none. */
export function isoDate(text: string | null | undefined): string | null {
  const day = /^\s*(\d{4}-\d{2}-\d{2})\s*$/.exec(text ?? '')?.[1]
  if (day !== undefined) return day
  const at = text && /\d{4}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isFinite(at) ? new Date(at).toISOString() : null
}

const silent = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'SVG', 'IFRAME', 'OBJECT', 'BUTTON'])
const blocks =
  /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|DD|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|FORM|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|TR|UL)$/

/** The words of a tree: a paragraph for each block, `- ` before entries of lists, ` | ` between cells. */
export function textOf(root: DomNode): string {
  const parts: string[] = []
  let node: DomNode | null = root
  while (node) {
    const name: string = node.nodeName.toUpperCase()
    const isSilent = node.nodeType === 8 || silent.has(name)
    if (node.nodeType === 3) parts.push((node.textContent ?? '').replace(/\s+/g, ' '))
    else if (name === 'BR') parts.push('\n')
    else if (blocks.test(name)) parts.push(name === 'LI' ? '\n\n- ' : '\n\n')
    if (!isSilent && node.firstChild) {
      node = node.firstChild
      continue
    }
    while (node && node !== root && !node.nextSibling) {
      node = node.parentNode
      if (node && blocks.test(node.nodeName.toUpperCase())) parts.push('\n\n')
    }
    if (!node || node === root) break
    if (/^(TD|TH)$/i.test(node.nodeName)) parts.push(' | ')
    else if (blocks.test(node.nodeName.toUpperCase())) parts.push('\n\n')
    node = node.nextSibling
  }
  return parts.join('')
}
