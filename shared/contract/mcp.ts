import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'
import { jsonObject } from '../json.ts'

/** How a server is reached. Values of variables and headers are secrets: they are sealed, and never come back. */
export const mcpTransport = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stdio'),
    command: z.string().trim().min(1),
    args: z.array(z.string()).default([]),
    folder: z.string().default(''),
  }),
  z.object({ kind: z.literal('http'), url: z.url(), allowPrivate: z.boolean().default(false) }),
])
export type McpTransport = z.infer<typeof mcpTransport>

export const mcpTool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  schema: jsonObject,
  /** The server says that it only reads. It is taken at its word for the icon, never for what is asked first. */
  readsOnly: z.boolean(),
})
export type McpTool = z.infer<typeof mcpTool>

export const mcpServer = z.object({
  serverId: z.string(),
  title: z.string(),
  transport: mcpTransport,
  /** Names of the variables (stdio) or headers (http) that are set. */
  secretNames: z.array(z.string()),
  isOn: z.boolean(),
  /** `failing` with `nextTryAt`: it is tried again. Without: given up until somebody restarts it. */
  state: z.enum(['stopped', 'starting', 'running', 'failing']),
  error: errorInfo.nullable(),
  /** What it calls itself. */
  serverName: z.string(),
  serverVersion: z.string(),
  /** As it said last; it need not run now. */
  tools: z.array(mcpTool),
  /** The newest lines it wrote to its error output, and what Niti says about it; oldest first. */
  logs: z.array(z.string()),
  /** When it is started again, milliseconds since the Unix epoch; null where nobody waits for that. */
  nextTryAt: z.number().nullable(),
})
export type McpServer = z.infer<typeof mcpServer>

const one = z.object({ serverId: z.string() })
const settings = z.object({
  title: z.string().trim().min(1).max(100),
  transport: mcpTransport,
  /** By name; one that is left out of an update stays, an empty one goes. */
  secrets: z.record(z.string(), z.string().max(20_000)).default({}),
})

export const mcpContract = {
  list: oc.output(z.array(mcpServer)),
  add: oc.input(settings).output(mcpServer),
  update: oc.input(one.extend(settings.shape)).output(mcpServer),
  /** Switches it on or off; what is off is not started. */
  setOn: oc.input(one.extend({ isOn: z.boolean() })).output(mcpServer),
  restart: oc.input(one).output(mcpServer),
  /** Starts it where it is not running, and gives what it offers. */
  tools: oc.input(one).output(z.array(mcpTool)),
  remove: oc.input(one).output(z.void()),
  /** Says that a server, or its tools, changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
