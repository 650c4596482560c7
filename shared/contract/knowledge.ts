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
  /** Files that could not be read, and why; the first hundred. A source that is not there is one of them itself. */
  problems: z.array(z.object({ path: z.string(), error: errorInfo })),
  problemCount: z.number().int(),
})
export type KnowledgeSource = z.infer<typeof knowledgeSource>

export const knowledgeBase = z.object({
  knowledgeId: z.string(),
  name: z.string(),
  description: z.string(),
  /** `provider/model` of the vectors; null: words alone are searched for. */
  embeddingModel: z.string().nullable(),
  /** Files that changed are read again without being asked; with vectors that costs money, so a person has to say so. */
  automatic: z.boolean(),
  sources: z.array(knowledgeSource),
  files: z.number().int(),
  chunks: z.number().int(),
  /** Files that are known of and not done: what is still to be read, or to be made vectors of. */
  waiting: z.number().int(),
  /** `stale`: files changed since, or not all is done. */
  state: z.enum(['empty', 'indexing', 'ready', 'stale', 'failing']),
  error: errorInfo.nullable(),
  /** What holds back a part of it, such as vectors that cannot be searched on this machine. */
  notice: z.string().nullable(),
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
  /** The headings it stands under, outermost first. */
  heading: z.string(),
  page: z.number().int().nullable(),
  line: z.number().int().nullable(),
  text: z.string(),
  /** 0 to 1; higher is nearer. */
  score: z.number(),
  by: z.array(z.enum(['words', 'meaning'])),
})
export type Passage = z.infer<typeof passage>

/** What finds passages by their meaning. The price is of the input: vectors have no output. */
export const embeddingModel = z.object({
  ref: z.string(),
  title: z.string(),
  /** US dollars per million tokens; null where nobody knows. */
  usdPerMillion: z.number().nullable(),
})
export type EmbeddingModel = z.infer<typeof embeddingModel>

/** What indexing now would read and cost. */
export const knowledgeForecast = z.object({
  /** Files that are new or changed. */
  files: z.number().int(),
  bytes: z.number().int(),
  /** Tokens that vectors would be made of. */
  tokens: z.number().int(),
  /** null: nobody knows the price. 0 where words alone are searched for. */
  microUsd: z.number().int().nullable(),
  /** Only some of the files were read for it; the others were taken to be like them. */
  isEstimate: z.boolean(),
})
export type KnowledgeForecast = z.infer<typeof knowledgeForecast>

/** Where a base is used: in the draft or the published version of a workflow or an agent. */
export const knowledgeUse = z.object({ kind: z.enum(['workflow', 'agent']), id: z.string(), name: z.string() })
export type KnowledgeUse = z.infer<typeof knowledgeUse>

const one = z.object({ knowledgeId: z.string() })
const path = z.string().trim().min(1).max(4_096)
const settings = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().max(1_000).default(''),
  embeddingModel: z.string().nullable().default(null),
  /** Left out: where words alone are searched for. */
  automatic: z.boolean().optional(),
})

export const knowledgeContract = {
  list: oc.output(z.array(knowledgeBase)),
  create: oc.input(settings.extend({ paths: z.array(path).max(100).default([]) })).output(knowledgeBase),
  /** Another model for the vectors means that all of them are made anew. */
  update: oc.input(one.extend(settings.shape)).output(knowledgeBase),
  /** Refused where it is in use, naming where, unless `even` says so. */
  remove: oc.input(one.extend({ even: z.boolean().default(false) })).output(z.void()),
  addSource: oc.input(one.extend({ path })).output(knowledgeBase),
  removeSource: oc.input(one.extend({ sourceId: z.string() })).output(knowledgeBase),
  /** What indexing would come to now; reads some of the files for it. */
  forecast: oc.input(one).output(knowledgeForecast),
  /** Reads what is new or changed; answers the run that does so, also where one is under way. */
  index: oc.input(one).output(z.object({ runId: z.string() })),
  /** Tries a search, as an agent would make it. With vectors it is a run: `runId` has what it cost. */
  search: oc
    .input(one.extend({ query: z.string().min(1).max(2_000), limit: z.number().int().min(1).max(50).default(8) }))
    .output(z.object({ passages: z.array(passage), runId: z.string().nullable(), notice: z.string().nullable() })),
  /** What kinds of vectors can be made now. */
  models: oc.output(z.array(embeddingModel)),
  uses: oc.input(one).output(z.array(knowledgeUse)),
  changes: oc.output(eventIterator(z.object({}))),
}
