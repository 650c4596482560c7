import type { FileKind, Parser } from './parser.ts'

/** Each is loaded when the first such file is read. */
export const parsers: Record<FileKind, () => Promise<Parser>> = {
  text: async () => (await import('./text.ts')).parseText,
  markdown: async () => (await import('./markdown.ts')).parseMarkdown,
  pdf: async () => (await import('./pdf.ts')).parsePdf,
  docx: async () => (await import('./docx.ts')).parseDocx,
  csv: async () => (await import('./csv.ts')).parseCsv,
  html: async () => (await import('./html.ts')).parseHtml,
}
