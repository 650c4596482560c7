import { z } from 'zod'
import type { JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'

/** The output a node has while its policy sends errors there. */
export const errorPort = 'error'

/** The output of a node that runs others by which nodes become its tools. */
export const toolsPort = 'tools'

/** What a port carries. `any` fits everything; the rest only fit themselves and `any`. */
export const valueType = z.enum(['any', 'text', 'number', 'boolean', 'list', 'object'])
export type ValueType = z.infer<typeof valueType>

/** A port as a node declares it. Ports that depend on params are data, so that the page draws them without the engine. */
export const portSpec = z.object({
  id: z.string(),
  title: z.string().optional(),
  type: valueType.default('any'),
  /** One port for each entry of this list param, in place of this one; its id is the entry, or the entry's `key`. */
  each: z.object({ param: z.string(), key: z.string().optional() }).optional(),
  /** The port is there only while this param has this value. */
  when: z.object({ param: z.string(), is: z.string() }).optional(),
  /** `first`: the node starts with the first wire that delivers; otherwise it waits until every wire has settled. */
  wait: z.enum(['all', 'first']).optional(),
  /** The node starts `first` while this param has this value, else it waits for all. */
  firstWhen: z.object({ param: z.string(), is: z.string() }).optional(),
})
export type PortSpec = z.input<typeof portSpec>

/** A port as it stands on one node. */
export type Port = { id: string; title: string; type: ValueType; wait: 'all' | 'first' }

/**
 * The ports of a node with these params. Params may still hold expressions or be unfinished; a list that is not there
 * yet gives no ports, and an entry without a usable name is passed over.
 */
export function portsOf(specs: PortSpec[], params: JsonObject): Port[] {
  const ports: Port[] = []
  for (const spec of specs) {
    if (spec.when && params[spec.when.param] !== spec.when.is) continue
    const wait = spec.firstWhen && params[spec.firstWhen.param] === spec.firstWhen.is ? 'first' : (spec.wait ?? 'all')
    const type = spec.type ?? 'any'
    if (!spec.each) {
      ports.push({ id: spec.id, title: spec.title ?? spec.id, type, wait })
      continue
    }
    for (const id of entryNames(params[spec.each.param], spec.each.key)) ports.push({ id, title: id, type, wait })
  }
  return ports
}

function entryNames(list: unknown, key: string | undefined): string[] {
  if (!Array.isArray(list)) return []
  const names = list.map((entry) => (key && isJsonObject(entry) ? entry[key] : entry))
  return [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))]
}

/** The outputs of a node as it stands: those of its type, and one for errors where its policy sends them there. */
export function outputsOfNode(specs: PortSpec[], params: JsonObject, policy?: { onError?: string }): Port[] {
  const ports = portsOf(specs, params)
  if (policy?.onError !== 'port') return ports
  return [...ports, { id: errorPort, title: 'error', type: 'object', wait: 'all' }]
}

/** Whether a wire from one type to the other makes sense. */
export function portsFit(from: ValueType, to: ValueType): boolean {
  return from === 'any' || to === 'any' || from === to
}
