/**
 * HTML read from left to right without a tree: what is too deep or too large for a parser, and how deep and large it is.
 * Nothing here takes longer than the text is long.
 */

/** Elements that have no end. */
const voidElements = new Set([
  ...['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'],
])
/** What is no text of the page. */
const silent = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'head', 'title'])
const breaks =
  /^(address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)$/

type Tag = { name: string; isEnd: boolean; from: number; to: number }

/** The tags of a text, in order. Comments and declarations are none. */
function* tagsOf(html: string): Generator<Tag> {
  let at = 0
  while (true) {
    const from = html.indexOf('<', at)
    if (from < 0) return
    if (html.startsWith('<!--', from)) {
      const end = html.indexOf('-->', from + 4)
      yield { name: '!', isEnd: false, from, to: end < 0 ? html.length : end + 3 }
      at = end < 0 ? html.length : end + 3
      continue
    }
    const isEnd = html[from + 1] === '/'
    const begin = from + (isEnd ? 2 : 1)
    if (!/[a-z!?]/i.test(html[begin] ?? '')) {
      at = from + 1
      continue
    }
    const close = html.indexOf('>', begin)
    const to = close < 0 ? html.length : close + 1
    const name = /^[a-z][\w-]{0,40}/i.exec(html.slice(begin, begin + 41))?.[0].toLowerCase() ?? '!'
    yield { name, isEnd, from, to }
    at = to
  }
}

/** How many elements there are, and how many stand in each other at most. */
export function measureHtml(html: string): { elements: number; depth: number } {
  let [elements, level, depth] = [0, 0, 0]
  for (const { name, isEnd } of tagsOf(html)) {
    if (name === '!' || voidElements.has(name)) continue
    if (isEnd) level = Math.max(0, level - 1)
    else {
      elements++
      level++
      depth = Math.max(depth, level)
    }
  }
  return { elements, depth }
}

/** Its words, without scripts and styles; blocks become paragraphs. */
export function textOfHtml(html: string): string {
  const parts: string[] = []
  let at = 0
  let skipped: string | null = null
  for (const { name, isEnd, from, to } of tagsOf(html)) {
    if (skipped === null) {
      parts.push(html.slice(at, from))
      if (!isEnd && silent.has(name)) skipped = name
      else if (breaks.test(name)) parts.push('\n\n')
    } else if (isEnd && name === skipped) skipped = null
    at = to
  }
  if (skipped === null) parts.push(html.slice(at))
  return decodeEntities(parts.join(''))
}

/** What stands in the first `<title>`. */
export function titleOfHtml(html: string): string {
  const head = html.slice(0, 100_000)
  const from = head.search(/<title[\s>]/i)
  if (from < 0) return ''
  const begin = head.indexOf('>', from) + 1
  const end = head.indexOf('<', begin)
  return begin === 0 ? '' : decodeEntities(head.slice(begin, end < 0 ? begin + 300 : end)).trim()
}

const named: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…' },
  ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', euro: '€', copy: '©', middot: '·' },
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return named[code.toLowerCase()] ?? whole
    const point = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1))
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })
}
