import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { isWebPage } from './markdown-report.ts'

/** A piece of a page, as pdfmake takes it. */
export type PdfPiece = { [key: string]: unknown }

/** As much of a Markdown tree as is written here. */
type MarkdownNode = {
  type: string
  value?: string
  depth?: number
  ordered?: boolean | null
  start?: number | null
  url?: string
  alt?: string | null
  children?: MarkdownNode[]
}
type Marks = { bold?: true; italics?: true; decoration?: string; background?: string; link?: string; color?: string }

const linkColour = '#3651b5'
/** The names of the headings' styles, by depth; deeper ones look alike. */
const headings = ['heading1', 'heading2', 'heading3']

/** Where a citation leads to inside the document. */
export const placeOfSource = (number: number): string => `source-${number}`

/** Markdown as pieces of a PDF. Citations lead to their source; of other links only those to pages are kept. */
export function pdfContentOf(markdown: string, citations: ReadonlySet<number>): PdfPiece[] {
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown) as MarkdownNode
  return (tree.children ?? []).flatMap(blockOf)

  function blockOf(node: MarkdownNode): PdfPiece[] {
    const inside = node.children ?? []
    switch (node.type) {
      case 'heading':
        return [{ text: inlines(inside), style: headings[Math.min(node.depth ?? 1, 3) - 1] }]
      case 'paragraph':
        return [{ text: inlines(inside), margin: [0, 0, 0, 8] }]
      case 'list': {
        const items = inside.map((item) => ({ stack: (item.children ?? []).flatMap(blockOf) }))
        const start = node.start ?? 1
        return [node.ordered ? { ol: items, start, margin: [0, 0, 0, 6] } : { ul: items, margin: [0, 0, 0, 6] }]
      }
      case 'blockquote':
        return [{ stack: inside.flatMap(blockOf), margin: [14, 0, 14, 4], italics: true, color: '#444444' }]
      case 'code':
      case 'html':
        return [
          {
            text: node.value ?? '',
            background: '#f2f2f2',
            fontSize: 9,
            margin: [0, 0, 0, 8],
            preserveLeadingSpaces: true,
          },
        ]
      case 'thematicBreak':
        return [
          {
            canvas: [{ type: 'line', x1: 0, y1: 4, x2: 480, y2: 4, lineWidth: 0.5, lineColor: '#bbbbbb' }],
            margin: [0, 4, 0, 10],
          },
        ]
      case 'table':
        return [tableOf(inside)]
      default:
        return inside.length > 0 ? inside.flatMap(blockOf) : []
    }
  }

  function tableOf(rows: MarkdownNode[]): PdfPiece {
    const cells = rows.map((row) => row.children ?? [])
    const width = Math.max(1, ...cells.map((row) => row.length))
    const body = cells.map((row, index) =>
      Array.from({ length: width }, (_, column) => ({
        text: inlines(row[column]?.children ?? []),
        fontSize: 9,
        ...(index === 0 && { bold: true }),
      })),
    )
    return {
      table: { headerRows: 1, widths: Array.from({ length: width }, () => '*'), body },
      layout: 'lightHorizontalLines',
      margin: [0, 2, 0, 10],
    }
  }

  function inlines(nodes: MarkdownNode[], marks: Marks = {}): PdfPiece[] {
    return nodes.flatMap((node) => {
      const inside = node.children ?? []
      switch (node.type) {
        case 'text':
          return withCitations(node.value ?? '', marks)
        case 'strong':
          return inlines(inside, { ...marks, bold: true })
        case 'emphasis':
          return inlines(inside, { ...marks, italics: true })
        case 'delete':
          return inlines(inside, { ...marks, decoration: 'lineThrough' })
        case 'inlineCode':
          return [{ text: node.value ?? '', ...marks, background: '#f2f2f2' }]
        case 'break':
          return [{ text: '\n' }]
        case 'link':
          return inlines(inside, isWebPage(node.url ?? '') ? { ...marks, link: node.url, color: linkColour } : marks)
        case 'image':
          return [{ text: node.alt ?? '', ...marks }]
        case 'linkReference':
          return [...withCitations('[', marks), ...inlines(inside, marks), ...withCitations(']', marks)]
        default:
          return inside.length > 0 ? inlines(inside, marks) : withCitations(node.value ?? '', marks)
      }
    })
  }

  function withCitations(text: string, marks: Marks): PdfPiece[] {
    return text.split(/(\[\d{1,4}\])/).flatMap((part): PdfPiece[] => {
      const number = Number(/^\[(\d+)\]$/.exec(part)?.[1] ?? Number.NaN)
      if (part === '') return []
      if (!citations.has(number)) return [{ text: part, ...marks }]
      return [{ text: part, ...marks, linkToDestination: placeOfSource(number), color: linkColour }]
    })
  }
}
