import { z } from 'zod'
import { triggerKind } from '../contract/triggers.ts'
import { jsonObject } from '../json.ts'
import { nodeIntegration } from './integration.ts'
import { portSpec } from './ports.ts'

export const nodeGroup = z.enum(['start', 'ai', 'agent', 'logic', 'data', 'app'])
export type NodeGroup = z.infer<typeof nodeGroup>

/** A node's definition without its functions: all that the page, the CLI and the docs need to know about a type. */
export const catalogEntry = z.object({
  type: z.string(),
  version: z.number().int().positive(),
  title: z.string(),
  group: nodeGroup,
  /** Name of a lucide icon. */
  icon: z.string(),
  summary: z.string(),
  keywords: z.array(z.string()),
  /** JSON Schema of the params, with the form hints of field.ts. */
  params: jsonObject,
  defaults: jsonObject,
  inputs: z.array(portSpec),
  outputs: z.array(portSpec),
  /** Holds an inner graph that it runs. */
  container: z.boolean(),
  /** Does nothing when run: it is only there to be read. */
  inert: z.boolean(),
  /** Other nodes run it; nobody puts it on a canvas. */
  isInner: z.boolean(),
  /** A run begins here. */
  start: z.boolean(),
  /** A start node of what is said in a chat. */
  startsChats: z.boolean().optional(),
  /** A start node that begins runs by itself, and by what. */
  trigger: triggerKind.optional(),
  usesModel: z.boolean(),
  /** The param that names the workflow it runs inside the run. */
  workflowParam: z.string().optional(),
  /** The param that lists by `name` what the workflow gives. */
  resultParam: z.string().optional(),
  /** The param whose text stands on the card. */
  cardParam: z.string().optional(),
  /** The service it speaks to. */
  integration: nodeIntegration.optional(),
})
export type CatalogEntry = z.infer<typeof catalogEntry>

/** Whether it is the start that is begun by hand: nothing begins it, and nothing has to be said for it. */
export function isStartByHand({ start, trigger, startsChats }: CatalogEntry): boolean {
  return start && !trigger && !startsChats
}
