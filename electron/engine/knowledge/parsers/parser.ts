import type { Block } from '../chunk.ts'

/** A file's bytes as text and structure. */
export type ParsedFile = { title: string | null; blocks: Block[] }

/** Reads one kind of file. Throws a NitiError in words where the file is broken, or not what its name says. */
export type Parser = (
  bytes: Uint8Array<ArrayBuffer>,
  file: { path: string; name: string },
) => Promise<ParsedFile> | ParsedFile

export type FileKind = 'text' | 'markdown' | 'pdf' | 'docx' | 'csv' | 'html'

/** Each is loaded when the first such file is read. */
export const parsers: Record<FileKind, () => Promise<Parser>> = {
  text: async () => (await import('./text.ts')).parseText,
  markdown: async () => (await import('./markdown.ts')).parseMarkdown,
  pdf: async () => (await import('./pdf.ts')).parsePdf,
  docx: async () => (await import('./docx.ts')).parseDocx,
  csv: async () => (await import('./csv.ts')).parseCsv,
  html: async () => (await import('./html.ts')).parseHtml,
}
