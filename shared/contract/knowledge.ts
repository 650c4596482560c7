import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'

/** A file or a folder that a knowledge base is made from; a folder is looked through with all below it. */
export const knowledgeSource = z.object({
  sourceId: z.string(),
  path: z.string(),
  kind: z.enum(['file', 'folder']),
  files: z.number().int(),
  chunks: z.number().int(),
  /** When it was last read. */
  indexedAt: z.number().nullable(),
  /** Files that could not be read, and why; the first hundred. */
  problems: z.array(z.object({ path: z.string(), error: errorInfo })),
})
export type KnowledgeSource = z.infer<typeof knowledgeSource>

export const knowledgeBase = z.object({
  knowledgeId: z.string(),
  name: z.string(),
  description: z.string(),
  /** `provider/model` of the vectors; null: words alone are searched for. */
  embeddingModel: z.string().nullable(),
  sources: z.array(knowledgeSource),
  files: z.number().int(),
  chunks: z.number().int(),
  /** `stale`: files changed since. */
  state: z.enum(['empty', 'indexing', 'ready', 'stale', 'failing']),
  error: errorInfo.nullable(),
  /** The run that makes it, or last made it. */
  runId: z.string().nullable(),
  microUsd: z.number().int(),
  updatedAt: z.number(),
})
export type KnowledgeBase = z.infer<typeof knowledgeBase>

/** A passage that was found, and where it stands. `page` of a PDF counts from 1; `line` of text, too. */
export const passage = z.object({
  knowledgeId: z.string(),
  path: z.string(),
  title: z.string(),
  page: z.number().int().nullable(),
  line: z.number().int().nullable(),
  text: z.string(),
  /** 0 to 1; higher is nearer. */
  score: z.number(),
  by: z.array(z.enum(['words', 'meaning'])),
})
export type Passage = z.infer<typeof passage>

const one = z.object({ knowledgeId: z.string() })
const settings = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().max(1_000).default(''),
  embeddingModel: z.string().nullable().default(null),
})

export const knowledgeContract = {
  list: oc.output(z.array(knowledgeBase)),
  create: oc.input(settings.extend({ paths: z.array(z.string()).default([]) })).output(knowledgeBase),
  /** Another model for the vectors means that all of them are made anew. */
  update: oc.input(one.extend(settings.shape)).output(knowledgeBase),
  remove: oc.input(one).output(z.void()),
  addSource: oc.input(one.extend({ path: z.string() })).output(knowledgeBase),
  removeSource: oc.input(one.extend({ sourceId: z.string() })).output(knowledgeBase),
  /** Reads what is new or changed; answers the run that does so. */
  index: oc.input(one).output(z.object({ runId: z.string() })),
  /** Tries a search, as an agent would make it. */
  search: oc
    .input(one.extend({ query: z.string().min(1).max(2_000), limit: z.number().int().min(1).max(50).default(8) }))
    .output(z.array(passage)),
  /** What kinds of vectors can be made now. */
  models: oc.output(z.array(z.object({ ref: z.string(), title: z.string() }))),
  changes: oc.output(eventIterator(z.object({}))),
}
