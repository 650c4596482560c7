import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'
import { wordQuery } from './word-query.ts'

/** `new`: to be read. `read`: its passages are there, not all of their vectors. */
export type FileState = 'new' | 'read' | 'done' | 'failed'

export type StoredFile = {
  fileNumber: number
  sourceId: string
  path: string
  title: string
  bytes: number
  mtimeMs: number
  hash: string | null
  state: FileState
}

/** A passage as it is cut out of a file. `overlap`: characters at its beginning that the one before ends with. */
export type Chunk = {
  heading: string
  text: string
  page: number | null
  line: number | null
  overlap: number
  tokens: number
}

/** A stored one, with where it stands. */
export type FoundChunk = Chunk & {
  chunkNumber: number
  fileNumber: number
  position: number
  path: string
  title: string
}

type FileRow = {
  file_number: number
  source_id: string
  path: string
  title: string
  bytes: number
  mtime_ms: number
  hash: string | null
  state: FileState
}
type ChunkRow = Chunk & { chunk_number: number; file_number: number; position: number; path: string; title: string }

/** A base's own word in the index of words. */
const markOf = (baseNumber: number) => `b${baseNumber}`

/** The files of knowledge bases and their passages, and the search for words in them. */
export function createKnowledgeFilesStore(db: Db) {
  const fileColumns = 'file_number, source_id, path, title, bytes, mtime_ms, hash, state'
  const selectFiles = db.prepare<[number, string], FileRow>(
    `SELECT ${fileColumns} FROM knowledge_files WHERE base_number = ? AND source_id = ? ORDER BY path`,
  )
  const selectWaiting = db.prepare<[number, number], FileRow>(`
    SELECT ${fileColumns} FROM knowledge_files WHERE base_number = ? AND state = 'new' AND file_number > ?
    ORDER BY file_number LIMIT 1`)
  const selectFailed = db.prepare<[string, number], { path: string; error: string }>(`
    SELECT path, error FROM knowledge_files WHERE source_id = ? AND state = 'failed' AND error IS NOT NULL
    ORDER BY path LIMIT ?`)
  const upsertFile = db.prepare(`
    INSERT INTO knowledge_files (base_number, source_id, path, title, bytes, mtime_ms, state)
    VALUES (@baseNumber, @sourceId, @path, @title, @bytes, @mtimeMs, 'new')
    ON CONFLICT (source_id, path) DO UPDATE SET bytes = @bytes, mtime_ms = @mtimeMs, state = 'new'`)
  const touchFile = db.prepare(`
    UPDATE knowledge_files SET state = CASE WHEN EXISTS (
        SELECT 1 FROM knowledge_chunks c WHERE c.file_number = @fileNumber AND c.has_vector = 0) AND @wantsVectors = 1
      THEN 'read' ELSE 'done' END
    WHERE file_number = @fileNumber`)
  const setFile = db.prepare(`
    UPDATE knowledge_files SET title = @title, hash = @hash, state = @state, error = @error, chunks = @chunks
    WHERE file_number = @fileNumber`)
  const deleteFile = db.prepare('DELETE FROM knowledge_files WHERE file_number = ?')
  const selectFileNumbers = db.prepare<[number], { file_number: number }>(
    'SELECT file_number FROM knowledge_files WHERE base_number = ?',
  )
  const sumTokens = db.prepare<[string], { tokens: number | null }>(
    'SELECT SUM(tokens) AS tokens FROM knowledge_chunks WHERE mark = ? AND has_vector = 0',
  )
  const sumAllTokens = db.prepare<[number], { tokens: number | null }>(`
    SELECT SUM(c.tokens) AS tokens FROM knowledge_files f JOIN knowledge_chunks c USING (file_number)
    WHERE f.base_number = ?`)

  const selectChunks = db.prepare<[number], { chunk_number: number; heading: string; text: string }>(
    'SELECT chunk_number, heading, text FROM knowledge_chunks WHERE file_number = ? ORDER BY position',
  )
  const insertChunk = db.prepare(`
    INSERT INTO knowledge_chunks (file_number, position, mark, heading, text, page, line, overlap, tokens)
    VALUES (@fileNumber, @position, @mark, @heading, @text, @page, @line, @overlap, @tokens)`)
  const moveChunk = db.prepare(`
    UPDATE knowledge_chunks SET position = @position, page = @page, line = @line, overlap = @overlap
    WHERE chunk_number = @chunkNumber`)
  const deleteChunk = db.prepare('DELETE FROM knowledge_chunks WHERE chunk_number = ?')
  const selectToEmbed = db.prepare<[string, number], ChunkRow>(`
    SELECT c.chunk_number, c.file_number, c.position, c.heading, c.text, c.tokens, c.page, c.line, c.overlap,
      f.path, f.title
    FROM knowledge_chunks c JOIN knowledge_files f USING (file_number)
    WHERE c.mark = ? AND c.has_vector = 0 ORDER BY c.file_number, c.position LIMIT ?`)
  const countToEmbed = db.prepare<[string], { chunks: number }>(
    'SELECT COUNT(*) AS chunks FROM knowledge_chunks WHERE mark = ? AND has_vector = 0',
  )
  const setHasVector = db.prepare('UPDATE knowledge_chunks SET has_vector = 1 WHERE chunk_number = ?')
  const forgetVectors = db.prepare(
    'UPDATE knowledge_chunks SET has_vector = 0 WHERE file_number = ? AND has_vector = 1',
  )
  const settleFiles = db.prepare(`
    UPDATE knowledge_files SET state = 'done' WHERE base_number = ? AND state = 'read' AND NOT EXISTS (
      SELECT 1 FROM knowledge_chunks c WHERE c.file_number = knowledge_files.file_number AND c.has_vector = 0)`)
  const settleAll = db.prepare(`UPDATE knowledge_files SET state = 'done' WHERE base_number = ? AND state = 'read'`)
  const expectVectors = db.prepare(`
    UPDATE knowledge_files SET state = 'read' WHERE base_number = ? AND state = 'done' AND EXISTS (
      SELECT 1 FROM knowledge_chunks c WHERE c.file_number = knowledge_files.file_number AND c.has_vector = 0)`)

  const findWords = db.prepare<[string, number], { chunk_number: number }>(`
    SELECT rowid AS chunk_number FROM knowledge_words WHERE knowledge_words MATCH ?
    ORDER BY bm25(knowledge_words, 0.0, 2.0, 1.0) LIMIT ?`)
  const selectChunk = db.prepare<[number, number], ChunkRow>(`
    SELECT c.chunk_number, c.file_number, c.position, c.heading, c.text, c.page, c.line, c.overlap, c.tokens, f.path,
      f.title
    FROM knowledge_chunks c JOIN knowledge_files f USING (file_number)
    WHERE c.chunk_number = ? AND f.base_number = ?`)

  const toFile = (row: FileRow): StoredFile => ({
    ...{ fileNumber: row.file_number, sourceId: row.source_id, path: row.path, title: row.title },
    ...{ bytes: row.bytes, mtimeMs: row.mtime_ms, hash: row.hash, state: row.state },
  })
  const toChunk = ({ chunk_number, file_number, ...rest }: ChunkRow): FoundChunk => ({
    ...{ chunkNumber: chunk_number, fileNumber: file_number },
    ...rest,
  })

  return {
    of: (baseNumber: number, sourceId: string): StoredFile[] => selectFiles.all(baseNumber, sourceId).map(toFile),
    /** The next that is to be read, after the one named. */
    nextNew(baseNumber: number, after: number): StoredFile | undefined {
      const row = selectWaiting.get(baseNumber, after)
      return row && toFile(row)
    },
    failed: (sourceId: string, limit: number): { path: string; error: ErrorInfo }[] =>
      // Only such are written.
      selectFailed.all(sourceId, limit).map(({ path, error }) => ({ path, error: JSON.parse(error) as ErrorInfo })),
    /** A file that is new, or not as it was; what was read of it before is found until it is read again. */
    note: (file: {
      baseNumber: number
      sourceId: string
      path: string
      title: string
      bytes: number
      mtimeMs: number
    }): void => void upsertFile.run(file),
    /** It was written anew and says the same. */
    keep: (fileNumber: number, wantsVectors: boolean): void =>
      void touchFile.run({ fileNumber, wantsVectors: wantsVectors ? 1 : 0 }),
    remove: (fileNumber: number): void => void deleteFile.run(fileNumber),
    numbers: (baseNumber: number): number[] => selectFileNumbers.all(baseNumber).map((row) => row.file_number),
    /** What it held is not kept in mind: written anew, even as it was, it is tried again. */
    fail({ fileNumber, title, error }: { fileNumber: number; title: string; error: ErrorInfo }): void {
      setFile.run({ ...{ fileNumber, title, hash: null, state: 'failed', chunks: 0 }, error: JSON.stringify(error) })
    },

    /**
     * What a file consists of now. A passage that stood in it before keeps its row, and with it its vector. Answers the
     * numbers of those that are gone.
     */
    setChunks(file: {
      baseNumber: number
      fileNumber: number
      title: string
      hash: string
      chunks: Chunk[]
      state: FileState
    }): number[] {
      const { baseNumber, fileNumber, title, hash, chunks, state } = file
      const before = new Map<string, number[]>()
      for (const { chunk_number, heading, text } of selectChunks.all(fileNumber)) {
        const key = `${heading}\0${text}`
        before.set(key, [...(before.get(key) ?? []), chunk_number])
      }
      for (const [position, chunk] of chunks.entries()) {
        const chunkNumber = before.get(`${chunk.heading}\0${chunk.text}`)?.shift()
        if (chunkNumber === undefined) insertChunk.run({ ...chunk, fileNumber, position, mark: markOf(baseNumber) })
        else moveChunk.run({ ...chunk, chunkNumber, position })
      }
      const gone = [...before.values()].flat()
      for (const chunkNumber of gone) deleteChunk.run(chunkNumber)
      setFile.run({ fileNumber, title, hash, state, error: null, chunks: chunks.length })
      return gone
    },
    chunkNumbers: (fileNumber: number): number[] => selectChunks.all(fileNumber).map((row) => row.chunk_number),

    toEmbed: (baseNumber: number, limit: number): FoundChunk[] =>
      selectToEmbed.all(markOf(baseNumber), limit).map(toChunk),
    countToEmbed: (baseNumber: number): number => countToEmbed.get(markOf(baseNumber))?.chunks ?? 0,
    tokensToEmbed: (baseNumber: number): number => sumTokens.get(markOf(baseNumber))?.tokens ?? 0,
    tokens: (baseNumber: number): number => sumAllTokens.get(baseNumber)?.tokens ?? 0,
    /** False where it is gone meanwhile. */
    setHasVector: (chunkNumber: number): boolean => setHasVector.run(chunkNumber).changes > 0,
    forgetVectors: (fileNumber: number): void => void forgetVectors.run(fileNumber),
    /** Files whose passages all have their vectors are done. */
    settle: (baseNumber: number): void => void settleFiles.run(baseNumber),
    /** Without vectors, what was read is done. */
    settleAll: (baseNumber: number): void => void settleAll.run(baseNumber),
    expectVectors: (baseNumber: number): void => void expectVectors.run(baseNumber),

    /** Numbers of passages in which words of the text stand, best first. */
    findWords(baseNumber: number, text: string, limit: number): number[] {
      const words = wordQuery(text)
      if (words === null) return []
      const query = `mark : "${markOf(baseNumber)}" AND {heading text} : (${words})`
      return findWords.all(query, limit).map((row) => row.chunk_number)
    },
    chunk(baseNumber: number, chunkNumber: number): FoundChunk | undefined {
      const row = selectChunk.get(chunkNumber, baseNumber)
      return row && toChunk(row)
    },
  }
}

export type KnowledgeFilesStore = ReturnType<typeof createKnowledgeFilesStore>
