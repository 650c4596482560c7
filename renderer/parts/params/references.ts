import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { type Called, calledBy } from '../../../shared/workflow/called-by.ts'
import { orderOf } from '../../../shared/workflow/graph-order.ts'
import { runInputs } from '../../../shared/workflow/run-inputs.ts'
import { type Graph, graphAt, type Workflow, type WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { text } from '../../text.ts'
import { clippedOf } from '../run/value-kind.ts'
import { resultNames } from './input-fields.ts'

/** Something an expression can name. `expression` is what stands between the braces. */
export type Reference = { label: string; expression: string; children: Reference[] }
export type ReferenceGroup = { heading: string; references: Reference[] }

type Place = {
  document: Workflow
  at: readonly string[]
  nodeId: string
  types: ReadonlyMap<string, CatalogEntry>
  /** What a node gave in the run that is shown, if any: tells which fields its value has. */
  lookUp: (at: readonly string[], nodeId: string) => Json | undefined
  /** The document of a workflow that a node runs, as far as it is known. */
  lookUpWorkflow?: (called: Called) => Workflow | null | undefined
}

const mostFields = 30

/** Everything the expressions of a node can name: what arrives, what is known before it, and what the run was given. */
export function referencesFor(place: Place): ReferenceGroup[] {
  const { document, at, nodeId, types, lookUp } = place
  const say = text.inspector.references
  const graph = graphAt(document, [...at])
  if (!graph) return []
  const groups: ReferenceGroup[] = []

  const arriving = [...new Set(graph.edges.filter((wire) => wire.to === nodeId).map((wire) => wire.from))]
  const here: Reference[] = []
  const [only] = arriving
  if (arriving.length === 1 && only) {
    const from = graph.nodes[only]
    here.push({
      label: say.input,
      expression: 'input',
      children: from ? fieldsOf('input', from, place, lookUp(at, only)) : [],
    })
  } else if (arriving.length > 1) here.push({ label: say.input, expression: 'input', children: [] })
  if (at.length > 0) {
    const item = itemOf(document, at, lookUp)
    here.push(
      { label: say.item, expression: 'item', children: fieldsOfValue('item', item) },
      { label: say.index, expression: 'index', children: [] },
    )
  }
  if (here.length > 0) groups.push({ heading: say.here, references: here })

  const inputs = declared(document, types)
  if (inputs.length > 0) groups.push({ heading: say.inputs, references: inputs })

  const before = nodesBefore(document, at, nodeId).map(({ at: where, id, node }) => ({
    label: node.title ?? types.get(node.type)?.title ?? id,
    expression: id,
    children: fieldsOf(id, node, place, lookUp(where, id)),
  }))
  if (before.length > 0) groups.push({ heading: say.nodes, references: before })
  groups.push({ heading: say.other, references: [{ label: say.now, expression: 'now', children: [] }] })
  return groups
}

type Found = { at: readonly string[]; id: string; node: WorkflowNode }

/** Nodes whose values are known when this one runs, nearest graph first; an inner name hides an outer one. */
function nodesBefore(document: Workflow, at: readonly string[], nodeId: string): Found[] {
  const found: Found[] = []
  let id = nodeId
  for (let depth = at.length; depth >= 0; depth--) {
    const path = at.slice(0, depth)
    const graph: Graph | undefined = graphAt(document, [...path])
    if (graph) {
      const before = orderOf(graph).upstreamOf(id)
      for (const [name, node] of Object.entries(graph.nodes)) {
        if (before.has(name) && !found.some((known) => known.id === name)) found.push({ at: path, id: name, node })
      }
    }
    id = at[depth - 1] ?? ''
  }
  return found
}

function declared(document: Workflow, types: ReadonlyMap<string, CatalogEntry>): Reference[] {
  const names = new Map<string, string>()
  for (const node of Object.values(document.nodes)) {
    if (!types.get(node.type)?.start) continue
    const parsed = runInputs.safeParse(node.params.inputs ?? [])
    for (const { name, title } of parsed.success ? parsed.data : []) names.set(name, title ?? name)
  }
  return [...names].map(([name, label]) => ({ label, expression: `inputs.${name}`, children: [] }))
}

/** The fields of a node's value: as they were in the run that is shown, else as its schema says. */
function fieldsOf(
  root: string,
  node: WorkflowNode,
  { types, lookUpWorkflow }: Pick<Place, 'types' | 'lookUpWorkflow'>,
  value: Json | undefined,
): Reference[] {
  const seen = fieldsOfValue(root, value)
  if (seen.length > 0) return seen
  const entry = types.get(node.type)
  const called = calledBy(entry, node.params)
  const inner = called && lookUpWorkflow?.(called)
  if (inner) return resultNames(inner, types).map((key) => member(root, key))
  const properties = isJsonObject(entry?.params.properties) ? entry.params.properties : {}
  for (const [param, field] of Object.entries(properties)) {
    const schema = node.params[param]
    if (!isJsonObject(field) || field.control !== 'json-schema' || !isJsonObject(schema)) continue
    if (isJsonObject(schema.properties)) return Object.keys(schema.properties).map((key) => member(root, key))
  }
  return []
}

function fieldsOfValue(root: string, value: Json | undefined): Reference[] {
  const cut = clippedOf(value)
  const known = cut ? cut.head : value
  if (Array.isArray(known)) return [member(root, 'length')]
  return isJsonObject(known)
    ? Object.keys(known)
        .slice(0, mostFields)
        .map((key) => member(root, key))
    : []
}

/** The first entry of what the innermost open container goes through, as far as a run tells. */
function itemOf(document: Workflow, at: readonly string[], lookUp: Place['lookUp']): Json | undefined {
  const container = at.at(-1)
  const outer = at.slice(0, -1)
  const graph = graphAt(document, [...outer])
  const from = graph?.edges.find((wire) => wire.to === container)?.from
  const value = from === undefined ? undefined : lookUp(outer, from)
  const cut = clippedOf(value)
  const list = cut ? cut.head : value
  return Array.isArray(list) ? list[0] : undefined
}

function member(root: string, key: string): Reference {
  const isName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
  return { label: key, expression: isName ? `${root}.${key}` : `${root}[${JSON.stringify(key)}]`, children: [] }
}

/** All of them in one row, for completion while one types. */
export function flattenReferences(groups: ReferenceGroup[]): { expression: string; label: string; heading: string }[] {
  const flat: { expression: string; label: string; heading: string }[] = []
  const add = (references: Reference[], heading: string) => {
    for (const { expression, label, children } of references) {
      flat.push({ expression, label, heading })
      add(children, heading)
    }
  }
  for (const { heading, references } of groups) add(references, heading)
  return flat
}
