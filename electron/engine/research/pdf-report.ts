import type { TDocumentDefinitions, TFontDictionary } from 'pdfmake/interfaces.js'
import type { Citation } from '../../../shared/contract/research.ts'
import { isWebPage } from './markdown-report.ts'
import { type PdfPiece, pdfContentOf, placeOfSource } from './pdf-content.ts'
import type { Report } from './research.ts'

/** What the fonts that come along have no letters for: Chinese, Japanese, Arabic, Hebrew and the like, and pictures. */
const notCovered =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]|\p{Extended_Pictographic}/u

const fonts: TFontDictionary = {
  Roboto: {
    normal: 'Roboto-Regular.ttf',
    bold: 'Roboto-Medium.ttf',
    italics: 'Roboto-Italic.ttf',
    bolditalics: 'Roboto-MediumItalic.ttf',
  },
}

/** What of pdfmake its types leave out: where it looks for fonts. */
type VirtualFiles = { existsSync(name: string): boolean; writeFileSync(name: string, bytes: Buffer): void }

/** A report as a PDF: pages numbered, citations that lead to their sources, sources that open. */
export async function pdfOf(
  report: Report & { question: string; at: number | null },
): Promise<Uint8Array<ArrayBuffer>> {
  const { default: pdfmake } = await import('pdfmake')
  await loadFonts((pdfmake as unknown as { virtualfs: VirtualFiles }).virtualfs)
  pdfmake.setFonts(fonts)
  // A report names nothing that would have to be fetched or read, and must not bring it about.
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy(() => false)
  const buffer = await pdfmake.createPdf(definitionOf(report)).getBuffer()
  return new Uint8Array(buffer)
}

async function loadFonts(files: VirtualFiles): Promise<void> {
  if (files.existsSync('Roboto-Regular.ttf')) return
  const { default: base64 } = await import('pdfmake/build/vfs_fonts.js')
  for (const [name, text] of Object.entries(base64)) {
    if (typeof text === 'string') files.writeFileSync(name, Buffer.from(text, 'base64'))
  }
}

function definitionOf({ title, question, report, citations, at }: Parameters<typeof pdfOf>[0]): TDocumentDefinitions {
  const numbers = new Set(citations.map(({ number }) => number))
  const day = at === null ? '' : new Date(at).toISOString().slice(0, 10)
  const content: PdfPiece[] = [
    { text: title, style: 'title' },
    ...(question === title ? [] : [{ text: question, style: 'question' }]),
    ...(day === '' ? [] : [{ text: day, style: 'small', margin: [0, 0, 0, 14] }]),
    ...pdfContentOf(report, numbers),
    ...(citations.length > 0 ? [{ text: 'Sources', style: 'heading1' }, ...citations.map(sourceOf)] : []),
    ...(notCovered.test(JSON.stringify([title, question, report, citations]))
      ? [{ text: coverage, style: 'small' }]
      : []),
  ]
  return {
    // pdfmake's type of content is a union of all it can draw, of which these pieces are some.
    content: content as unknown as TDocumentDefinitions['content'],
    info: { title, creator: 'Niti', producer: 'Niti' },
    footer: (page, pages) => ({
      text: `${page} / ${pages}`,
      alignment: 'center',
      fontSize: 8,
      color: '#777777',
      margin: [0, 16, 0, 0],
    }),
    pageSize: 'A4',
    pageMargins: [56, 56, 56, 60],
    defaultStyle: { font: 'Roboto', fontSize: 10.5, lineHeight: 1.25 },
    styles: {
      title: { fontSize: 20, bold: true, margin: [0, 0, 0, 6] },
      question: { italics: true, color: '#444444', margin: [0, 0, 0, 4] },
      heading1: { fontSize: 15, bold: true, margin: [0, 12, 0, 6] },
      heading2: { fontSize: 13, bold: true, margin: [0, 10, 0, 4] },
      heading3: { fontSize: 11.5, bold: true, margin: [0, 8, 0, 4] },
      small: { fontSize: 8.5, color: '#666666' },
    },
  }
}

const coverage =
  'Some of its letters, such as Chinese, Japanese or Arabic ones, cannot be shown in a PDF from Niti; the Markdown file has them.'

function sourceOf({ number, quote, title, url, publishedAt }: Citation): PdfPiece {
  const day = publishedAt === null ? '' : `, ${publishedAt.slice(0, 10)}`
  const link = isWebPage(url) ? { link: url, color: '#3651b5' } : {}
  return {
    columns: [
      { width: 26, text: `${number}.`, id: placeOfSource(number) },
      {
        width: '*',
        stack: [
          { text: [{ text: title || url, bold: true, ...link }, day] },
          { text: url, fontSize: 8.5, ...link },
          { text: `“${quote.replace(/\s+/g, ' ')}”`, italics: true, color: '#444444' },
        ],
      },
    ],
    margin: [0, 0, 0, 8],
  }
}
