import type { Workflow } from '../../../shared/workflow/workflow.ts'

/** Documents kept parsed at most: those of the workflows in use. */
const most = 50

/**
 * Parses stored documents and keeps the last of them: the same text under the same key is the same object, so that what
 * was worked out for it (its order, its checks, its plan) is found again. Nobody changes a document in place.
 */
export function createParsedDocuments() {
  const kept = new Map<string, { text: string; document: Workflow }>()

  return (key: string, text: string): Workflow => {
    const before = kept.get(key)
    kept.delete(key)
    // Only parsed workflows are ever written to the database.
    const document = before?.text === text ? before.document : (JSON.parse(text) as Workflow)
    kept.set(key, { text, document })
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    return document
  }
}
