import type { Block } from '../chunk.ts'

/** A file's bytes as text and structure. */
export type ParsedFile = { title: string | null; blocks: Block[] }

/** Reads one kind of file. Throws a NitiError in words where the file is broken, or not what its name says. */
export type Parser = (
  bytes: Uint8Array<ArrayBuffer>,
  file: { path: string; name: string },
) => Promise<ParsedFile> | ParsedFile

export type FileKind = 'text' | 'markdown' | 'pdf' | 'docx' | 'csv' | 'html'
