import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { json } from '../json.ts'
import { runStatus } from './runs.ts'

/** Who is talked to. */
export const chatPartner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agentId: z.string() }),
  z.object({ kind: z.literal('workflow'), workflowId: z.string() }),
])
export type ChatPartner = z.infer<typeof chatPartner>

/**
 * One thing that was said. Messages form a tree: an edited message, and an answer that was asked for again, stand beside
 * the one before under the same parent.
 */
export const chatEntry = z.object({
  messageId: z.string(),
  parentId: z.string().nullable(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  /** Each as the value that stands for a file. */
  files: z.array(json),
  at: z.number(),
  /** Of an answer: the run that gives it, with what it came to. */
  runId: z.string().nullable(),
  status: runStatus.nullable(),
  microUsd: z.number().int(),
  unknownCalls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  error: z.string().nullable(),
  /** Entries beside it under the same parent, itself included, oldest first. */
  siblings: z.array(z.string()),
})
export type ChatEntry = z.infer<typeof chatEntry>

export const conversation = z.object({
  conversationId: z.string(),
  title: z.string(),
  partner: chatPartner,
  partnerName: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  messages: z.number().int(),
  microUsd: z.number().int(),
})
export type Conversation = z.infer<typeof conversation>

const one = z.object({ conversationId: z.string() })

export const chatContract = {
  /** Newest first; `search` looks into what was said. */
  list: oc
    .input(
      z.object({
        search: z.string().max(500).optional(),
        before: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.array(conversation.extend({ snippet: z.string().nullable() }))),
  /** The branch that ends at `leaf`, else the one last shown. */
  get: oc
    .input(one.extend({ leaf: z.string().optional() }))
    .output(z.object({ conversation, entries: z.array(chatEntry) })),
  create: oc.input(z.object({ partner: chatPartner })).output(conversation),
  /** Says something below `parentId` (null: at the beginning) and starts the run that answers. */
  send: oc
    .input(
      one.extend({
        parentId: z.string().nullable(),
        text: z.string().max(200_000),
        files: z
          .array(z.object({ name: z.string(), mediaType: z.string(), bytes: z.custom<Blob>((v) => v instanceof Blob) }))
          .max(20)
          .default([]),
      }),
    )
    .output(z.object({ question: chatEntry, answer: chatEntry })),
  /** Asks for the answer to a message once more, beside the one before. */
  retry: oc.input(one.extend({ messageId: z.string() })).output(chatEntry),
  rename: oc.input(one.extend({ title: z.string().trim().min(1).max(200) })).output(z.void()),
  remove: oc.input(one).output(z.void()),
  export: oc
    .input(one.extend({ format: z.enum(['markdown', 'json']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  changes: oc.output(eventIterator(z.object({ conversationId: z.string().nullable() }))),
}
