import { createHash } from 'node:crypto'
import type { Db } from './open-database.ts'

/** Documents by what they say: a text that is kept for many runs or versions is stored once. */
export function createDocumentsStore(db: Db) {
  const insert = db.prepare('INSERT OR IGNORE INTO documents (document_id, document) VALUES (?, ?)')
  const select = db.prepare<[string], { document: string }>('SELECT document FROM documents WHERE document_id = ?')

  return {
    /** Keeps the text and answers its id. */
    put(document: string): string {
      const documentId = documentIdOf(document)
      insert.run(documentId, document)
      return documentId
    },
    get: (documentId: string): string | undefined => select.get(documentId)?.document,
  }
}

export type DocumentsStore = ReturnType<typeof createDocumentsStore>

export function documentIdOf(document: string): string {
  return createHash('sha256').update(document).digest('hex')
}
