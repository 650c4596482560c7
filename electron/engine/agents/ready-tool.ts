import { z } from 'zod'
import { toolPermission } from '../../../shared/agents/agent.ts'
import { jsonObject } from '../../../shared/json.ts'

export const toolKinds = [
  ...(['action', 'workflow', 'agent', 'mcp', 'http', 'code', 'files', 'knowledge', 'notes'] as const),
  ...(['web-search', 'read-page', 'node'] as const),
]

/**
 * A function that a model is told of, and what a call of it comes to: a node of `type`, whose params are what the model
 * gives and, over it, what is `fixed`. Plain data, recorded when an agent begins, so that it stays the same after a stop.
 */
export const readyTool = z.object({
  /** Which of the document's tools it comes from; -1: it is wired to the agent's node. */
  toolIndex: z.number().int(),
  /** Names it for good, with all that a person's yes is about: where it reaches to. */
  key: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: z.enum(toolKinds),
  schema: jsonObject,
  type: z.string(),
  fixed: jsonObject,
  /** The param that takes all that the model gives; null: each goes to the param of its name. */
  argumentsIn: z.string().nullable(),
  /** Whom it reaches, as a person knows it: an account, a folder, hosts. Empty where that says nothing more. */
  target: z.string(),
  changes: z.boolean(),
  usualPermission: toolPermission,
  permission: toolPermission,
  /** Why it cannot be had, and what to do. */
  problem: z.string().nullable(),
})
export type ReadyTool = z.infer<typeof readyTool>

/** What its kind knows of a tool; name and permission are settled for all tools together. */
export type ToolDraft = Omit<ReadyTool, 'toolIndex' | 'permission' | 'kind' | 'problem'> & { problem?: string }
