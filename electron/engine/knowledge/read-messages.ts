import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Chunk } from '../store/knowledge-files.store.ts'
import type { FileKind } from './parsers/parser.ts'

/** What the reading process is asked. `knownHash`: what the file held when it was last read. */
export type ReadAsk = { id: number; path: string; kind: FileKind; knownHash: string | null }

/** `chunks` null: it holds what it held before. */
export type ReadFile = { hash: string; title: string | null; chunks: Chunk[] | null }
export type ReadAnswer = { id: number } & (ReadFile | { hash: string | null; error: ErrorInfo })
