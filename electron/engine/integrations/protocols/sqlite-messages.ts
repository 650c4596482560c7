import type { Json } from '../../../../shared/json.ts'

/** What the process that has the file open is asked. */
export type SqliteAsk = {
  id: number
  statement: string
  /** By place, or by name; texts, numbers and null. */
  parameters: Json
  /** Rows, at most. */
  most: number
  /** A statement that changes something is refused. */
  onlyReads?: boolean
}

export type SqliteAnswer = {
  id: number
  rows?: Json[]
  changes?: number
  lastId?: number | string | null
  error?: { code: string; message: string }
}

/** The first thing it says: that the file is open, or why not. */
export type SqliteReady = { ready: true } | { ready: false; message: string }
