import { z } from 'zod'
import { hint, valueParam } from '../../../shared/catalog/param.ts'
import type { TriggerWay } from '../../../shared/contract/triggers.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { NodeDefinition } from '../nodes/define-node.ts'
import { connectionField, icons, needsConnection, nodeTypeOf } from './as-nodes.ts'
import type { Service, ServiceTriggerSpec } from './define-service.ts'

/** Seconds between two looks, at least: services are not to be asked without a pause. */
const shortestEverySeconds = 10
const longestEverySeconds = 86_400

/** The ways a trigger has, those first that work on a machine nobody can reach. */
export function waysOf(trigger: ServiceTriggerSpec): TriggerWay[] {
  const { poll, socket, webhook } = trigger
  const isWatched = socket || ('watch' in trigger && trigger.watch)
  return [
    ...(poll?.isLong ? (['long-poll'] as const) : []),
    ...(isWatched ? (['socket'] as const) : []),
    ...(poll && !poll.isLong ? (['poll'] as const) : []),
    ...(webhook ? (['webhook'] as const) : []),
  ]
}

/** What the engine reads of a trigger's params besides its own input. */
export type ServiceTriggerParams = {
  connection: string
  way: TriggerWay
  everySeconds: number
  /** What the trigger's own schema says. */
  input: JsonObject
}

/** The parsed params of a trigger's node, taken apart. */
export function readTriggerParams(trigger: ServiceTriggerSpec, params: JsonObject): ServiceTriggerParams {
  const { connection, way, everySeconds, sample: _, ...input } = params
  return {
    connection: typeof connection === 'string' ? connection : '',
    // The node's schema allows no other.
    way: (way as TriggerWay | undefined) ?? waysOf(trigger)[0] ?? 'webhook',
    everySeconds: typeof everySeconds === 'number' ? everySeconds : (trigger.poll?.everySeconds ?? 0),
    input,
  }
}

/** The start nodes an integration brings: one for each of its triggers. */
export function asTriggerNodes(integration: Service): NodeDefinition[] {
  return Object.entries(integration.triggers ?? {}).map(([name, trigger]) => asTriggerNode(integration, name, trigger))
}

function asTriggerNode(integration: Service, name: string, trigger: ServiceTriggerSpec): NodeDefinition {
  const { id, title, brand, category } = integration
  let made: z.ZodObject | undefined
  return {
    type: nodeTypeOf(id, name),
    version: 1,
    title: trigger.title,
    group: 'app',
    icon: icons[category],
    summary: trigger.summary,
    keywords: [...new Set([title, id, category, 'trigger', ...(integration.keywords ?? [])])],
    get params() {
      made ??= paramsOf(integration, trigger)
      return made
    },
    inputs: [],
    outputs: [{ id: 'out', title: 'Event' }],
    start: true,
    trigger: 'service',
    integration: { id, title, brand, category, kind: null, group: trigger.group },
    run(context, { params }) {
      const sample = params.sample as Json | undefined // as its schema has it
      return { out: context.payload() ?? sample ?? trigger.sample }
    },
  }
}

/** The engine keeps watch while no run is there, so nothing in it is an expression. */
function paramsOf(integration: Service, trigger: ServiceTriggerSpec): z.ZodObject {
  // Where the service calls, nothing is asked there.
  const looking = waysOf(trigger).filter((way) => way !== 'webhook')
  const input = Object.fromEntries(
    Object.entries(trigger.input.shape).map(([name, field]) => [name, field.meta({ ...field.meta(), raw: true })]),
  )
  return z.object({
    ...(needsConnection(integration) && looking.length > 0 && { connection: ownConnectionField(integration, looking) }),
    ...input,
    way: wayField(waysOf(trigger)),
    ...(trigger.poll && !trigger.poll.isLong && { everySeconds: everyField(trigger) }),
    sample: sampleField(trigger.sample),
  })
}

function ownConnectionField({ id, title }: Service, ways: TriggerWay[]) {
  const field = connectionField(id, title)
  return field.meta({ ...field.meta(), showWhen: { param: 'way', is: ways } })
}

/** Short: they are read in a narrow field. */
const wayTitles: Record<TriggerWay, string> = {
  poll: 'Look regularly; works anywhere',
  'long-poll': 'Keep asking; works anywhere',
  socket: 'Stay connected; works anywhere',
  webhook: 'Be called; needs a public address',
}

function wayField(ways: TriggerWay[]) {
  const [first = 'webhook'] = ways
  return z
    .enum(ways)
    .default(first)
    .meta(
      hint({
        title: 'How it learns of it',
        choices: Object.fromEntries(ways.map((way) => [way, wayTitles[way]])),
        raw: true,
      }),
    )
}

function everyField({ poll }: ServiceTriggerSpec) {
  return z
    .number()
    .int()
    .min(shortestEverySeconds)
    .max(longestEverySeconds)
    .default(Math.max(shortestEverySeconds, poll?.everySeconds ?? 0))
    .meta(hint({ title: 'Seconds between two looks', showWhen: { param: 'way', is: ['poll'] } }))
}

function sampleField(sample: Json) {
  return valueParam()
    .optional()
    .meta({
      // For the page, which shows it where a run is tried by hand.
      examples: [sample],
      ...hint({
        title: 'Example',
        description: 'What it gives when the workflow is started by hand, to try it.',
        control: 'json',
        raw: true,
        advanced: true,
      }),
    })
}
