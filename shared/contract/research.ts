import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { searchSource } from '../agents/agent.ts'
import { runStatus } from './runs.ts'

/** What a report is asked for with. Money in micro-dollars. */
export const researchRequest = z.object({
  question: z.string().trim().min(1).max(10_000),
  depth: z.enum(['quick', 'standard', 'deep']).default('standard'),
  source: searchSource.default('wikipedia'),
  /** The connection, the folder or the MCP server and tool that `source` needs. */
  sourceDetail: z.string().default(''),
  model: z.string().default('auto'),
  maxMicroUsd: z.number().int().min(1).nullable().default(null),
  maxMinutes: z.number().int().min(1).max(600).nullable().default(null),
})
export type ResearchRequest = z.infer<typeof researchRequest>

export const citation = z.object({
  number: z.number().int(),
  title: z.string(),
  url: z.string(),
  /** The passage, word for word as it stood in the source. */
  quote: z.string(),
  claim: z.string(),
})
export type Citation = z.infer<typeof citation>

export const researchSummary = z.object({
  researchId: z.string(),
  runId: z.string(),
  request: researchRequest,
  status: runStatus,
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  microUsd: z.number().int(),
  title: z.string(),
})
export type ResearchSummary = z.infer<typeof researchSummary>

const one = z.object({ researchId: z.string() })

export const researchContract = {
  list: oc.output(z.array(researchSummary)),
  /** `report` is Markdown with `[1]` for citations; null until it is there. */
  get: oc
    .input(one)
    .output(z.object({ research: researchSummary, report: z.string().nullable(), citations: z.array(citation) })),
  /** What it would cost, before it is started; null where nobody knows. */
  forecast: oc
    .input(researchRequest)
    .output(z.object({ expectedMicroUsd: z.number().nullable(), mostMicroUsd: z.number().nullable() })),
  start: oc.input(researchRequest).output(researchSummary),
  stop: oc.input(one).output(z.void()),
  /** Takes up where it was stopped or failed. */
  goOn: oc.input(one).output(researchSummary),
  remove: oc.input(one).output(z.void()),
  export: oc
    .input(one.extend({ format: z.enum(['markdown', 'pdf']) }))
    .output(z.object({ fileName: z.string(), bytes: z.custom<Blob>((value) => value instanceof Blob) })),
  /** The workflow that does it, for who wants to open and change it. */
  workflow: oc.output(z.object({ workflowId: z.string() })),
  changes: oc.output(eventIterator(z.object({}))),
}
