import { z } from 'zod'
import { jsonObject } from '../json.ts'
import { runInputs } from '../workflow/run-inputs.ts'

export const agentFormat = 1
export const agentSchemaUrl = 'niti://schema/agent-1.json'

/** What becomes of a tool's call before it is made: it is made, a person is asked each time, or it never is. */
export const toolPermission = z.enum(['allow', 'ask', 'never'])
export type ToolPermission = z.infer<typeof toolPermission>

/** Where a search on the web asks. */
export const searchSource = z.enum(['tavily', 'brave', 'serpapi', 'wikipedia', 'folder', 'mcp'])
export type SearchSource = z.infer<typeof searchSource>

/** Left out, `permission` is what the tool does by itself: whatever writes, sends or runs something asks first. */
const common = { permission: toolPermission.optional() }

/**
 * A thing an agent may do. Each becomes one function a model is told of (an MCP server whose `tool` is empty: one for each
 * of its tools), and each call of it runs a node of some type inside the agent's.
 */
export const agentTool = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('action'),
    integrationId: z.string(),
    action: z.string(),
    /** Empty: the only one there is. */
    connection: z.string().default(''),
  }),
  z.object({ ...common, kind: z.literal('workflow'), workflowId: z.string() }),
  z.object({ ...common, kind: z.literal('agent'), agentId: z.string() }),
  z.object({ ...common, kind: z.literal('mcp'), serverId: z.string(), tool: z.string().default('') }),
  z.object({
    ...common,
    kind: z.literal('http'),
    /** Hosts it may ask, `*.example.com` with all below; empty: any on the public internet. */
    hosts: z.array(z.string()).default([]),
    methods: z.array(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])).default(['GET']),
  }),
  z.object({ ...common, kind: z.literal('code') }),
  z.object({
    ...common,
    kind: z.literal('files'),
    /** The folder a person granted; nothing outside it, links included, is reached. */
    folder: z.string(),
    access: z.enum(['read', 'write']).default('read'),
  }),
  z.object({ ...common, kind: z.literal('knowledge'), knowledgeId: z.string() }),
  /** Long-term notes: what it wrote before, and a way to write more. */
  z.object({ ...common, kind: z.literal('notes') }),
  z.object({ ...common, kind: z.literal('web-search'), source: searchSource, connection: z.string().default('') }),
  z.object({ ...common, kind: z.literal('read-page') }),
])
export type AgentTool = z.infer<typeof agentTool>
export type ToolKind = AgentTool['kind'] | 'node'

export const agentColours = ['indigo', 'violet', 'pink', 'red', 'amber', 'green', 'teal', 'sky'] as const

/** How much of a conversation goes along with each message. */
export const agentMemory = z.object({
  /** `window`: the newest `messages`. `summary`: those, and the older ones in a few words. `none`: only what is asked. */
  conversation: z.enum(['window', 'summary', 'none']).default('window'),
  messages: z.number().int().min(1).max(500).default(40),
})

/** An agent as a person writes it; also what an `*.agent.json` file holds. Money in micro-dollars. */
export const agentDocument = z.object({
  $schema: z.string().optional(),
  format: z.literal(agentFormat),
  kind: z.literal('agent'),
  name: z.string().trim().min(1).max(100),
  description: z.string().max(1_000).default(''),
  colour: z.enum(agentColours).default('indigo'),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).default([]),
  /** Who it is and how it works. `{{ name }}` stands for the variable of that name. */
  instructions: z.string().max(100_000).default(''),
  variables: runInputs.default([]),
  /** `provider/model`, or `auto`: the default of wherever it runs. */
  model: z.string().default('auto'),
  /** Asked in this order where the one before does not answer. */
  fallbacks: z.array(z.string()).max(5).default([]),
  temperature: z.number().min(0).max(2).optional(),
  reasoning: z.enum(['low', 'medium', 'high']).optional(),
  /** Of one answer, in tokens. */
  maxOutputTokens: z.number().int().min(1).optional(),
  /** `text`: for models that cannot call tools; they write their calls into the answer. */
  toolProtocol: z.enum(['native', 'text']).default('native'),
  /** Times a model is asked for one task. */
  maxTurns: z.number().int().min(1).max(200).default(25),
  /** Of one task, with all agents it asks. */
  maxMicroUsd: z.number().int().min(1).optional(),
  memory: agentMemory.default({ conversation: 'window', messages: 40 }),
  tools: z.array(agentTool).max(64).default([]),
  /** JSON Schema of the answer, where it is not text. */
  output: jsonObject.optional(),
})
export type AgentDocument = z.infer<typeof agentDocument>

export function emptyAgent(name: string): AgentDocument {
  return agentDocument.parse({ format: agentFormat, kind: 'agent', name })
}
