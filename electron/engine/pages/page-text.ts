import type { PageSource, ReadablePage } from '../nodes/define-node.ts'
import { type FoundPage, isoDate, readHtml } from './html-page.ts'

/** The page is not what it says it is. */
export class Unreadable extends Error {}
/** There are no words in it. */
export class NoText extends Error {}

/** The words of a page or a file, whatever it is written in: HTML, PDF or plain text. */
export async function readPage({ url, bytes, contentType, maxCharacters }: PageSource): Promise<ReadablePage> {
  const found = await readAs(kindOf(contentType, bytes), { url, bytes, contentType })
  const text = tidy(found.text)
  if (text === '') throw new NoText('There are no words in it.')
  const title = found.title.replace(/\s+/g, ' ').trim() || nameOf(url)
  const byline = found.byline?.replace(/\s+/g, ' ').slice(0, 300) ?? null
  return { title: title.slice(0, 300), byline, publishedAt: found.publishedAt, ...cut(text, maxCharacters) }
}

type Kind = 'html' | 'pdf' | 'text'

function kindOf(contentType: string, bytes: Uint8Array): Kind {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024))
  if (start.trimStart().startsWith('%PDF-') || /^application\/pdf\b/i.test(contentType)) return 'pdf'
  if (/html/i.test(contentType)) return 'html'
  return /^\s*(<!doctype html|<html[\s>])/i.test(start) ? 'html' : 'text'
}

async function readAs(kind: Kind, { url, bytes, contentType }: Omit<PageSource, 'maxCharacters'>): Promise<FoundPage> {
  if (kind === 'pdf') return readPdf(bytes)
  const text = decode(bytes, contentType)
  if (kind === 'html') return readHtml(text)
  const heading = /^#{1,6}[ \t]+(\S.*)$/m.exec(text.slice(0, 20_000))?.[1]
  return { title: heading?.replace(/[*_`#]/g, '') ?? nameOf(url), byline: null, publishedAt: null, text }
}

async function readPdf(bytes: Uint8Array): Promise<FoundPage> {
  const { extractText, getDocumentProxy, getMeta } = await import('unpdf')
  try {
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    const { info } = await getMeta(document)
    const { text } = await extractText(document, { mergePages: false })
    await document.loadingTask.destroy()
    const said = (name: string) => (typeof info[name] === 'string' && info[name].trim() !== '' ? info[name] : null)
    return {
      title: said('Title') ?? '',
      byline: said('Author'),
      publishedAt: pdfDate(said('CreationDate')),
      text: text.map(withoutHyphens).join('\n\n'),
    }
  } catch (cause) {
    throw new Unreadable('It is no PDF that can be read: it is damaged, or closed with a password.', { cause })
  }
}

/** PDFs break words at the ends of lines. */
function withoutHyphens(page: string): string {
  return page.replace(/(\p{Ll})-\n(?=\p{Ll})/gu, '$1')
}

/** `D:20260131…`, ISO 32000-1, section 7.9.4. */
function pdfDate(text: string | null): string | null {
  const [, year, month = '01', day = '01'] = /^D:(\d{4})(\d{2})?(\d{2})?/.exec(text ?? '') ?? []
  return year === undefined ? null : isoDate(`${year}-${month}-${day}`)
}

/** As its content type says, else as the page says of itself, else UTF-8. */
function decode(bytes: Uint8Array, contentType: string): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 2_048))
  const label =
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)/i.exec(start)?.[1]
  try {
    return new TextDecoder(label ?? 'utf-8').decode(bytes)
  } catch {
    // A name of a charset that nobody knows.
    return new TextDecoder().decode(bytes)
  }
}

/** Paragraphs with an empty line between them; nothing that only a machine would see. */
function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|\p{Cs}/gu, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n- \n+/g, '\n- ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** At the end of a paragraph or a sentence, where one is near. */
function cut(text: string, most: number): Pick<ReadablePage, 'text' | 'isCut'> {
  if (text.length <= most) return { text, isCut: false }
  const part = text.slice(0, most)
  const ends = [part.lastIndexOf('\n\n'), part.lastIndexOf('. ') + 1, part.lastIndexOf(' ')]
  const end = ends.find((at) => at > most * 0.8) ?? most
  return { text: part.slice(0, end).trimEnd(), isCut: true }
}

function nameOf(url: string): string {
  const { pathname, host } = URL.parse(url) ?? { pathname: url, host: '' }
  const last = pathname.split('/').findLast((part) => part !== '')
  try {
    return last === undefined ? host : decodeURIComponent(last)
  } catch {
    return last ?? host
  }
}
