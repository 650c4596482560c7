import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { searchSource } from '../agents/agent.ts'
import { errorInfo } from '../errors.ts'
import { runStatus } from './run-filter.ts'

export const researchDepth = z.enum(['quick', 'standard', 'deep'])
export type ResearchDepth = z.infer<typeof researchDepth>

const maxMicroUsd = z.number().int().min(1).nullable()
const maxMinutes = z.number().int().min(1).max(600).nullable()

/** What a report is asked for with. Money in micro-dollars. */
export const researchRequest = z.object({
  question: z.string().trim().min(1, 'must not be empty').max(10_000),
  depth: researchDepth.default('standard'),
  source: searchSource.default('wikipedia'),
  /** What `source` needs: the id of a connection (empty: the only one), a folder, or `server/tool` of MCP. */
  sourceDetail: z.string().default(''),
  /** Of Wikipedia. */
  language: z.string().default('en'),
  model: z.string().default('auto'),
  maxMicroUsd: maxMicroUsd.default(null),
  maxMinutes: maxMinutes.default(null),
})
export type ResearchRequest = z.infer<typeof researchRequest>

export const citation = z.object({
  number: z.number().int(),
  title: z.string(),
  /** Of a page; the path of a file where a folder was searched. */
  url: z.string(),
  /** The passage, word for word as it stood in the source. */
  quote: z.string(),
  /** The paragraph around it. */
  passage: z.string().default(''),
  claim: z.string().default(''),
  publishedAt: z.string().nullable().default(null),
})
export type Citation = z.infer<typeof citation>

export const researchSummary = z.object({
  researchId: z.string(),
  /** The run that works on it, or worked on it last: what it does is watched there. */
  runId: z.string(),
  request: researchRequest,
  status: runStatus,
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  /** Of all its runs; `earlierMicroUsd` of those before the newest. */
  microUsd: z.number().int(),
  earlierMicroUsd: z.number().int(),
  /** Calls whose price nobody knows; they are not in `microUsd`. */
  unknownCalls: z.number().int(),
  /** Of the report, else the question. */
  title: z.string(),
  error: errorInfo.nullable(),
})
export type ResearchSummary = z.infer<typeof researchSummary>

const one = z.object({ researchId: z.string() })

export const researchContract = {
  /** Newest first. */
  list: oc.output(z.array(researchSummary)),
  /** `report` is Markdown with `[1]` for citations; null until it is there. */
  get: oc
    .input(one)
    .output(z.object({ research: researchSummary, report: z.string().nullable(), citations: z.array(citation) })),
  /**
   * What it would cost, before it is started. `expectedMicroUsd` null: nobody can tell, as with a model of unknown
   * price. `mostMicroUsd` null: nothing limits it.
   */
  forecast: oc.input(researchRequest).output(
    z.object({
      expectedMicroUsd: z.number().nullable(),
      /** Texts of an ordinary length are assumed, because nothing like it was run yet. */
      isRough: z.boolean(),
      mostMicroUsd: z.number().nullable(),
    }),
  ),
  start: oc.input(researchRequest).output(researchSummary),
  stop: oc.input(one).output(z.void()),
  /** Takes up where it was stopped or failed; what was paid is not paid again. A limit that is left out stays as it is. */
  goOn: oc
    .input(one.extend({ maxMicroUsd: maxMicroUsd.optional(), maxMinutes: maxMinutes.optional() }))
    .output(researchSummary),
  remove: oc.input(one).output(z.void()),
  export: oc
    .input(one.extend({ format: z.enum(['markdown', 'pdf']) }))
    .output(z.object({ fileName: z.string(), bytes: z.custom<Blob>((value) => value instanceof Blob) })),
  /** The workflow that does it, for who wants to open and change it. */
  workflow: oc.output(z.object({ workflowId: z.string() })),
  changes: oc.output(eventIterator(z.object({}))),
}
