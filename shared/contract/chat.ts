import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { agentDocument } from '../agents/agent.ts'
import { errorInfo } from '../errors.ts'
import { json } from '../json.ts'
import type { AnswerStep } from '../run/answer.ts'
import { runStatus } from './run-filter.ts'

/** Who is talked to. */
export const chatPartner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agentId: z.string() }),
  z.object({ kind: z.literal('workflow'), workflowId: z.string() }),
])
export type ChatPartner = z.infer<typeof chatPartner>

/** The same as a person reads it. */
export const chatPartnerInfo = z.object({
  partner: chatPartner,
  name: z.string(),
  description: z.string(),
  /** Of an agent. */
  colour: agentDocument.shape.colour.nullable(),
  /** A workflow that answers as its draft is, because nothing is published that could. */
  usesDraft: z.boolean(),
  /** Why it cannot answer now. */
  problem: errorInfo.nullable(),
})
export type ChatPartnerInfo = z.infer<typeof chatPartnerInfo>

/**
 * One thing that was said. Messages form a tree: an edited message, and an answer that was asked for again, stand beside
 * the one before under the same parent.
 */
export const chatEntry = z.object({
  messageId: z.string(),
  parentId: z.string().nullable(),
  role: z.enum(['user', 'assistant']),
  /** Of an answer: empty until its run has ended. */
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
  durationMs: z.number().nullable(),
  error: errorInfo.nullable(),
  /** What was done for it, in short; its run has all of it as long as it is kept. */
  steps: z.array(z.custom<AnswerStep>((value) => typeof value === 'object' && value !== null)),
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
  /** Of all branches. */
  microUsd: z.number().int(),
  unknownCalls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** Answers under way. */
  running: z.number().int(),
})
export type Conversation = z.infer<typeof conversation>

/** The newest message in which the words were found, and its text around them. */
export const chatFinding = z.object({
  messageId: z.string(),
  pieces: z.array(z.object({ text: z.string(), isHit: z.boolean() })),
})
export type ChatFinding = z.infer<typeof chatFinding>

/** A branch up to its last message; `earlier` messages stand before the first entry. */
export const chatBranch = z.object({
  conversation,
  partner: chatPartnerInfo,
  earlier: z.number().int(),
  entries: z.array(chatEntry),
})
export type ChatBranch = z.infer<typeof chatBranch>

const one = z.object({ conversationId: z.string() })
/** The newest so many of a branch, and more where the message that was asked for would not be among them. */
const limit = z.number().int().min(1).max(100_000).default(200)
const bytes = z.custom<Blob>((value) => value instanceof Blob, 'must be bytes')

export const chatContract = {
  /** Whom one can talk to: every agent, and the workflows that have a start for chats. */
  partners: oc.output(z.array(chatPartnerInfo)),
  /** Newest first; `search` looks into titles and what was said. `before` is the last conversation already shown. */
  list: oc
    .input(
      z.object({
        search: z.string().max(500).optional(),
        before: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.array(conversation.extend({ found: chatFinding.nullable() }))),
  /** The branch that goes through `through` and on to its newest message, else the one last shown. */
  get: oc.input(one.extend({ through: z.string().optional(), limit })).output(chatBranch),
  /** The same, and from now on it is the one last shown. */
  show: oc.input(one.extend({ through: z.string(), limit })).output(chatBranch),
  create: oc.input(z.object({ partner: chatPartner })).output(conversation),
  /**
   * Says something below `parentId` (null: at the beginning) and starts the run that answers. Sent again with the same
   * `requestId` it answers what it did the first time. `keepFilesOf`: a message whose files go along once more.
   */
  send: oc
    .input(
      one.extend({
        parentId: z.string().nullable(),
        text: z.string().max(200_000),
        files: z
          .array(z.object({ name: z.string().min(1).max(255), mediaType: z.string().max(255), bytes }))
          .max(20)
          .default([]),
        keepFilesOf: z.string().optional(),
        requestId: z.string().min(1).max(100).optional(),
      }),
    )
    .output(z.object({ question: chatEntry, answer: chatEntry })),
  /** Asks for the answer to a message once more, beside the one before; names the message or one of its answers. */
  retry: oc.input(one.extend({ messageId: z.string() })).output(chatEntry),
  rename: oc.input(one.extend({ title: z.string().trim().min(1).max(200) })).output(z.void()),
  /** With all that was said and its files; an answer under way is stopped. */
  remove: oc.input(one).output(z.void()),
  /** Markdown: the branch last shown. JSON: every message. */
  export: oc
    .input(one.extend({ format: z.enum(['markdown', 'json']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  /** The bytes of a file that the conversation holds. */
  file: oc.input(one.extend({ blobId: z.string() })).output(z.object({ bytes })),
  /** Says which conversation changed; null: any may have. */
  changes: oc.output(eventIterator(z.object({ conversationId: z.string().nullable() }))),
}
