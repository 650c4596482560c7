import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { agentDocument, toolPermission } from '../agents/agent.ts'
import { json, jsonObject } from '../json.ts'

/** An agent as a list shows it. */
export const agentSummary = z.object({
  agentId: z.string(),
  name: z.string(),
  description: z.string(),
  colour: agentDocument.shape.colour,
  tags: z.array(z.string()),
  model: z.string(),
  toolCount: z.number().int(),
  updatedAt: z.number(),
  /** null: nothing is published, so no workflow and no chat can use it yet. */
  publishedVersion: z.number().int().nullable(),
  /** The draft is not what is published. */
  hasChanges: z.boolean(),
  /** What its calls came to this month, in micro-dollars. */
  microUsdThisMonth: z.number().int(),
  /** Calls of this month whose price nobody knows; they are not in the sum. */
  unknownCallsThisMonth: z.number().int(),
})
export type AgentSummary = z.infer<typeof agentSummary>

/** Where an agent is used: in the draft or the published version of a workflow, or as another agent's tool. */
export const agentUse = z.object({ kind: z.enum(['workflow', 'agent']), id: z.string(), name: z.string() })
export type AgentUse = z.infer<typeof agentUse>

/** An agent that comes with the app, to begin from. */
export const agentTemplate = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  colour: agentDocument.shape.colour,
  toolCount: z.number().int(),
})
export type AgentTemplate = z.infer<typeof agentTemplate>

/** A tool that a person allowed an agent for good, by its key; when, and who it was. */
export const agentGrant = z.object({ key: z.string(), at: z.number(), by: z.string() })
export type AgentGrant = z.infer<typeof agentGrant>

export const agentDetail = z.object({
  agentId: z.string(),
  draft: agentDocument,
  /** Goes up with each save; a save that names an older one is refused. */
  revision: z.number().int(),
  updatedAt: z.number(),
  publishedVersion: z.number().int().nullable(),
  hasChanges: z.boolean(),
  usedBy: z.array(agentUse),
})
export type AgentDetail = z.infer<typeof agentDetail>

export const agentVersion = z.object({
  version: z.number().int(),
  at: z.number(),
  note: z.string(),
  isPublished: z.boolean(),
})
export type AgentVersion = z.infer<typeof agentVersion>

/** One function a model is told of, as it is told; where it cannot be had, `problem` says why and what to do. */
export const toolDescription = z.object({
  /** Which of the document's tools it comes from, counted from 0: one of them may be several functions. */
  toolIndex: z.number().int(),
  /** Names it for good: `action:slack/send-message`. What a person once allowed is kept under it. */
  key: z.string(),
  /** What the model calls it. */
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: z.string(),
  schema: jsonObject,
  permission: toolPermission,
  /** What it would be, were nothing said. */
  usualPermission: toolPermission,
  /** A person allowed it for good when they were asked. */
  isGranted: z.boolean(),
  /** It may change something outside. */
  changes: z.boolean(),
  problem: z.string().nullable(),
})
export type ToolDescription = z.infer<typeof toolDescription>

export const agentNote = z.object({ noteId: z.string(), text: z.string(), updatedAt: z.number(), byAgent: z.boolean() })
export type AgentNote = z.infer<typeof agentNote>

const one = z.object({ agentId: z.string() })

export const agentsContract = {
  list: oc.output(z.array(agentSummary)),
  /** Where each agent is used, by its id; those that are not are left out. */
  uses: oc.output(z.record(z.string(), z.array(agentUse))),
  templates: oc.output(z.array(agentTemplate)),
  createFromTemplate: oc.input(z.object({ templateId: z.string() })).output(agentDetail),
  get: oc.input(one).output(agentDetail),
  create: oc.input(z.object({ document: agentDocument })).output(agentDetail),
  /** Keeps the draft. Refused where somebody else saved in between. */
  save: oc.input(one.extend({ revision: z.number().int(), document: agentDocument })).output(agentDetail),
  /** From now on this is what runs. */
  publish: oc.input(one.extend({ note: z.string().max(500).default('') })).output(agentDetail),
  /** Newest first. */
  versions: oc.input(one).output(z.array(agentVersion)),
  version: oc
    .input(one.extend({ version: z.number().int() }))
    .output(z.object({ version: agentVersion, document: agentDocument })),
  /** Makes a version the draft again; what runs stays as it is until it is published. */
  restore: oc.input(one.extend({ version: z.number().int(), revision: z.number().int() })).output(agentDetail),
  duplicate: oc.input(one).output(agentDetail),
  /** Refused where it is in use, naming where, unless `even` says so. */
  remove: oc.input(one.extend({ even: z.boolean().default(false) })).output(z.void()),
  /** From the text of an agent's file; what is wrong with it is said by field. */
  import: oc.input(z.object({ text: z.string() })).output(agentDetail),
  /** Holds no secret: connections are named by service, and have to be chosen anew. */
  export: oc
    .input(one.extend({ version: z.number().int().optional() }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  /** What a model will be told of this document's tools. */
  tools: oc
    .input(z.object({ document: agentDocument, agentId: z.string().optional() }))
    .output(z.array(toolDescription)),
  /** What a person allowed it for good, oldest first. */
  grants: oc.input(one).output(z.array(agentGrant)),
  /** Takes back what a person allowed for good. */
  revoke: oc.input(one.extend({ key: z.string() })).output(z.void()),
  notes: oc.input(one).output(z.array(agentNote)),
  /** Without `noteId`: a new one. */
  keepNote: oc
    .input(one.extend({ noteId: z.string().optional(), text: z.string().trim().min(1).max(10_000) }))
    .output(agentNote),
  removeNote: oc.input(one.extend({ noteId: z.string() })).output(z.void()),
  /** Asks a draft once, beside its form; what happens comes from `runs.watch`. */
  tryOut: oc
    .input(
      z.object({
        agentId: z.string().optional(),
        document: agentDocument,
        message: z.string().max(100_000),
        /** What was said before, so that the try-out can be a conversation. */
        history: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })).default([]),
        variables: z.record(z.string(), json).default({}),
      }),
    )
    .output(z.object({ runId: z.string() })),
  /** Says that an agent, its notes, or the list changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
