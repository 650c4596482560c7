import type { Citation } from '../../../shared/contract/research.ts'
import type { Report } from './research.ts'

/** Numbers in brackets that stand for a citation; one in front of `(` is a link. */
const cited = /\[(\d{1,4})\](?!\()/g

/** A report as a Markdown file: citations are footnotes with the quote and where it stands. */
export function markdownOf({ title, report, citations }: Report): string {
  const numbers = new Set(citations.map(({ number }) => number))
  const body = report.replace(cited, (mark, number: string) => (numbers.has(Number(number)) ? `[^${number}]` : mark))
  const notes = citations.map((one) => `[^${one.number}]: ${footnoteOf(one)}`)
  return `${[`# ${oneLine(title)}`, body.trim(), ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n')}\n`
}

function footnoteOf({ quote, title, url, publishedAt }: Citation): string {
  const name = oneLine(title) || url
  const source = isWebPage(url)
    ? `[${name.replace(/[[\]]/g, '\\$&')}](<${url.replace(/[<>]/g, encodeURIComponent)}>)`
    : `${name} (\`${url.replaceAll('`', '')}\`)`
  const day = publishedAt === null ? '' : `, ${publishedAt.slice(0, 10)}`
  return `“${oneLine(quote)}” — ${source}${day}`
}

/** What may be opened: a page of the web and nothing else. */
export function isWebPage(url: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
