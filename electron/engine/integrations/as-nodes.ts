import { z } from 'zod'
import type { IntegrationCategory } from '../../../shared/catalog/integration.ts'
import { hint } from '../../../shared/catalog/param.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { NodeDefinition } from '../nodes/define-node.ts'
import type { Service, ServiceAction } from './define-service.ts'
import { actionsOf, changesService, rawRequestName } from './raw-request.ts'

export const defaultLimit = 100
export const mostEntries = 10_000

/** The node type of an action or a trigger. */
export function nodeTypeOf(integrationId: string, name: string): string {
  return `${integrationId}.${name}`
}

/** What an integration brings to the palette, in its own order. */
export function asNodes(integration: Service): NodeDefinition[] {
  return Object.entries(actionsOf(integration)).map(([name, action]) => asNode(integration, name, action))
}

function asNode(integration: Service, name: string, action: ServiceAction): NodeDefinition {
  const { id, title, brand, category } = integration
  let made: z.ZodObject | undefined
  return {
    type: nodeTypeOf(id, name),
    version: 1,
    title: action.title,
    group: 'app',
    icon: icons[category],
    summary: action.summary,
    keywords: [...new Set([title, id, category, action.group.toLowerCase(), ...(integration.keywords ?? [])])],
    // Made when first asked for: a run uses one of five hundred actions.
    get params() {
      made ??= paramsOf(integration, action)
      return made
    },
    inputs: [{ id: 'in', title: 'Input' }],
    outputs: [{ id: 'out', title: 'Result', ...(action.pages && { type: 'list' }) }],
    integration: { id, title, brand, category, kind: action.kind, group: action.group },
    changesOutside: (params) => changesService(action, name, params),
    isRepeatable: (params) => action.idempotencyHeader !== undefined || !changesService(action, name, params),
    // Also of a request of any kind: what it changes is not what it gives.
    ...((action.kind === 'read' || name === rawRequestName) && { readsOutside: true }),
    get cardParam() {
      return cardParamOf(action)
    },
    async run(context, { params }) {
      const { connection, limit, ...input } = params as Params // checked by the very schema made below
      const call = { integrationId: id, action: name, input, isChecked: true as const, connectionId: connection ?? '' }
      return { out: await context.callService({ ...call, limit: limit ?? defaultLimit }) }
    },
  }
}

type Params = { connection?: string; limit?: number } & JsonObject

function paramsOf({ id, title, signIn, fields = [] }: Service, action: ServiceAction): z.ZodObject {
  return z.object({
    ...(needsConnection({ signIn, fields }) && { connection: connectionField(id, title) }),
    ...action.input.shape,
    ...(action.pages && { limit: limitField() }),
  })
}

/** Whether there is an account or an address of one's own to choose. */
export function needsConnection({ signIn, fields = [] }: Pick<Service, 'signIn' | 'fields'>): boolean {
  return signIn.length > 0 || fields.length > 0
}

/** Which of the integration's connections; empty is the only one there is. */
export function connectionField(integrationId: string, title: string) {
  return z
    .string()
    .default('')
    .meta(
      hint({
        title: 'Connection',
        description: `Which account at ${title}; the only one there is unless chosen.`,
        control: 'connection',
        integration: integrationId,
        raw: true,
      }),
    )
}

function limitField() {
  return z
    .number()
    .int()
    .min(1)
    .max(mostEntries)
    .default(defaultLimit)
    .meta(hint({ title: 'Most entries', description: 'Pages are asked for until there are so many.', advanced: true }))
}

/** What tells two nodes of one action apart at a glance: its first field that has to be filled in, else its first text. */
function cardParamOf({ input }: ServiceAction): string | undefined {
  const texts = Object.entries(input.shape).filter(([, field]) => isText(field))
  return (texts.find(([, field]) => !field.safeParse(undefined).success) ?? texts[0])?.[0]
}

/** Asking for its JSON Schema would take as long as the whole catalogue. */
function isText(field: z.core.$ZodType): boolean {
  const { def } = field._zod
  if (def.type === 'string') return true
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable) {
    return isText(field.def.innerType)
  }
  return field instanceof z.ZodPipe && isText(field.def.out)
}

/** Of lucide, for where the brand's own picture is not shown. */
export const icons: Record<IntegrationCategory, string> = {
  ...{ mail: 'mail', chat: 'message-circle', calendar: 'calendar', tasks: 'list-todo', documents: 'file-text' },
  ...{ tables: 'table', files: 'folder', databases: 'database', search: 'search', developer: 'square-code' },
  ...{ support: 'headset', sales: 'handshake', marketing: 'megaphone', payments: 'credit-card', social: 'share-2' },
  ...{ ai: 'sparkles', media: 'image' },
}
