import type { PageSource, ReadablePage } from '../nodes/define-node.ts'

/** What the engine and the thread that reads pages say to each other. */
export type PageJob = PageSource & { id: number }
export type PageAnswer =
  | { id: number; ok: true; page: ReadablePage }
  /** `unreadable`: it is not what it says it is; `no-text`: there are no words in it. */
  | { id: number; ok: false; reason: 'unreadable' | 'no-text'; message: string }
