import type { Json, JsonObject } from '../../../shared/json.ts'
import { hasExpression, parsePath, parseTemplate, rootsOf } from '../../../shared/workflow/expression.ts'
import type { PlannedNode } from '../run/plan-graph.ts'
import { resolveTemplate } from '../sandbox/resolve-template.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** A value as far as it is known before a run. `tokens`: how long it is expected to be, where anybody can tell. */
export type Value = { isKnown: true; value: Json } | { isKnown: false; tokens: number | null }

export const unknownValue: Value = { isKnown: false, tokens: null }

/** What a run is given; `missing` are the required inputs that it was not given yet. */
export type KnownInputs = { values: JsonObject; missing: ReadonlySet<string> }

/** What the expressions of a node see. */
export type Sight = { named: ReadonlyMap<string, Value>; inputs: KnownInputs; input: Value; now: string }

/** Scripts that are run for one forecast, each in a sandbox of its own, a millisecond or two: those beyond stay unknown. */
const mostScripts = 60

export type Scripts = { sandbox: Pick<Sandbox, 'evaluate'>; left: number }

export function createScripts(sandbox: Pick<Sandbox, 'evaluate'>): Scripts {
  return { sandbox, left: mostScripts }
}

/** Stands in params for what is not known; what is asked with it is looked at and never sent. */
export const placeholder = '\ufffc'

export type KnownParams = {
  /** With `placeholder` where something is not known. */
  params: JsonObject
  /** The parts that are not known; `path` as in `rows.0.text`, `isWhole` where nothing else stands there. */
  unknown: { path: string; isWhole: boolean; value: Value }[]
}

/** The value of a name; null where there is no such name. */
export function valueOfRoot(sight: Sight, root: string): Value {
  if (root === 'input') return sight.input
  if (root === 'now') return { isKnown: true, value: sight.now }
  if (root !== 'inputs') return sight.named.get(root) ?? unknownValue
  return sight.inputs.missing.size === 0 ? { isKnown: true, value: sight.inputs.values } : unknownValue
}

/** The params of a node with every expression replaced by its value, as far as those are known. */
export async function resolveKnown(planned: PlannedNode, sight: Sight, scripts: Scripts): Promise<KnownParams> {
  const unknown: KnownParams['unknown'] = []
  if (!planned.hasExpressions) return { params: planned.params, unknown }

  async function resolve<T extends Json>(value: T, path: string): Promise<Json | undefined> {
    if (typeof value === 'string') {
      return hasExpression(value) && !planned.isRaw(path) ? resolveText(value, path) : value
    }
    if (typeof value !== 'object' || value === null || planned.isRaw(path)) return value
    if (Array.isArray(value)) {
      const entries: Json[] = []
      for (const [index, entry] of value.entries()) entries.push((await resolve(entry, `${path}.${index}`)) ?? null)
      return entries
    }
    return resolveObject(value, path)
  }

  async function resolveObject(value: JsonObject, path: string): Promise<JsonObject> {
    const resolved: JsonObject = {}
    for (const [key, entry] of Object.entries(value)) {
      const known = await resolve(entry, path === '' ? key : `${path}.${key}`)
      if (known !== undefined) resolved[key] = known
    }
    return resolved
  }

  async function resolveText(text: string, path: string): Promise<Json | undefined> {
    const { parts, whole: isWhole } = parseTemplate(text)
    const values = await Promise.all(
      parts.map((part) => (part.kind === 'text' ? null : valueOfSource(part.source, sight, scripts))),
    )
    if (values.every((value) => value === null || value.isKnown)) {
      const known = scopeFor(
        parts.flatMap((part) => (part.kind === 'text' ? [] : rootsOf(part.source))),
        sight,
      )
      try {
        return await resolveTemplate(text, known, scripts.sandbox, { field: path })
      } catch {
        // It would fail in the run as well; what it would have asked is not known then.
        unknown.push({ path, isWhole, value: unknownValue })
        return placeholder
      }
    }
    let joined = ''
    for (const [index, part] of parts.entries()) {
      const value = values[index]
      if (part.kind === 'text') joined += part.text
      else if (value?.isKnown) joined += typeof value.value === 'string' ? value.value : JSON.stringify(value.value)
      else {
        unknown.push({ path, isWhole, value: value ?? unknownValue })
        joined += placeholder
      }
    }
    return isWhole ? placeholder : joined
  }

  return { params: await resolveObject(planned.params, ''), unknown }
}

async function valueOfSource(source: string, sight: Sight, scripts: Scripts): Promise<Value> {
  const path = parsePath(source)
  const roots = rootsOf(source)
  if (path) {
    const [first] = path.keys
    const isInput = path.root === 'inputs' && first !== undefined
    if (isInput && !sight.inputs.missing.has(String(first.key))) return evaluated(source, roots, sight, scripts)
    const value = valueOfRoot(sight, path.root)
    // Of a part of something unknown not even the length is known.
    if (!value.isKnown) return path.keys.length === 0 ? value : unknownValue
    return evaluated(source, roots, sight, scripts)
  }
  // Chance and the clock: the run will see something else.
  if (/\b(Date|random)\b/.test(source) || roots.some((root) => !valueOfRoot(sight, root).isKnown)) return unknownValue
  if (scripts.left-- <= 0) return unknownValue
  return evaluated(source, roots, sight, scripts)
}

async function evaluated(source: string, roots: string[], sight: Sight, { sandbox }: Scripts): Promise<Value> {
  try {
    const value = await resolveTemplate(`{{ ${source} }}`, scopeFor(roots, sight), sandbox, { field: 'params' })
    return { isKnown: true, value: value ?? null }
  } catch {
    return unknownValue
  }
}

function scopeFor(roots: string[], sight: Sight): JsonObject {
  const scope: JsonObject = {}
  for (const root of roots) {
    const value = root === 'inputs' ? { isKnown: true as const, value: sight.inputs.values } : valueOfRoot(sight, root)
    if (value.isKnown) scope[root] = value.value
  }
  return scope
}
