import type { Issue } from '../contract/workflows.ts'
import { NitiError } from '../errors.ts'
import { isJsonObject, type Json } from '../json.ts'
import { parsePath, parseTemplate, rootsOf } from './expression.ts'
import type { GraphOrder } from './graph-order.ts'
import type { Graph, WorkflowNode } from './workflow.ts'

type Checked = {
  graph: Graph
  id: string
  node: WorkflowNode
  order: GraphOrder
  type: { isRaw(param: string): boolean; namesInExpression(param: string): string[] | undefined }
  at: string[]
  /** Nodes around the container this graph stands in whose values are known by then. */
  outer: Set<string>
  /** Inside a container, where `item` and `index` exist. */
  inside: boolean
}

/** Expressions that do not parse, and names of nodes that will not have run by then. */
export function checkExpressions(checked: Checked): Issue[] {
  const templates = expressionsIn(checked.node.params, (param) => checked.type.isRaw(param)).flatMap(
    ({ text, field }) => checkText(checked, text, field),
  )
  return [...templates, ...checkWholeFields(checked)]
}

/** Fields that hold one expression without `{{ }}`. */
function checkWholeFields(checked: Checked): Issue[] {
  return Object.entries(checked.node.params).flatMap(([param, source]) => {
    const names = checked.type.namesInExpression(param)
    if (!names || typeof source !== 'string') return []
    return judgeSource(checked, { source, start: 0, field: `params.${param}`, names })
  })
}

function checkText(checked: Checked, text: string, field: string): Issue[] {
  const { at, id: nodeId } = checked
  try {
    return parseTemplate(text).parts.flatMap((part) => {
      if (part.kind === 'text') return []
      return judgeSource(checked, { source: part.source, start: part.start, field, names: [] })
    })
  } catch (thrown) {
    if (!(thrown instanceof NitiError)) throw thrown
    const { code, message, position } = thrown.info
    return [{ severity: 'error', code, message, at, nodeId, field, position }]
  }
}

type Source = { source: string; start: number; field: string; names: string[] }

function judgeSource(checked: Checked, { source, start, field, names }: Source): Issue[] {
  const { at, id: nodeId } = checked
  const plain = parsePath(source) !== null
  return rootsOf(source).flatMap((root) => {
    const message = names.includes(root) ? null : judgeRoot(checked, root, plain)
    if (!message) return []
    const position = start + Math.max(0, source.indexOf(root))
    return [{ severity: 'error' as const, code: 'expression.unknown-name', message, at, nodeId, field, position }]
  })
}

const givenNames = new Set(['inputs', 'input', 'nodes', 'now', 'item', 'index'])

/**
 * What is wrong with a name. In a plain path it has to be one we know; in other JavaScript it may also be one of the
 * language's own or a local variable, which only running it can tell.
 */
function judgeRoot({ graph, id, order, outer, inside }: Checked, root: string, plain: boolean): string | null {
  if (Object.hasOwn(graph.nodes, root)) {
    if (root === id) return `\`${root}\` is this node itself; its own output is not known yet.`
    if (order.isUpstream(root, id)) return null
    return `\`${root}\` does not come before this node. Draw a wire from it, or use a node that does.`
  }
  if (outer.has(root)) return null
  if ((root === 'item' || root === 'index') && !inside)
    return `\`${root}\` exists only inside a container such as Each.`
  if (plain && !givenNames.has(root))
    return `There is no \`${root}\` here: no node, and none of inputs, input, nodes, now.`
  return null
}

/** Every text with an expression in a node's params, raw ones left out, with its dotted field. */
export function expressionsIn(params: Json, isRaw: (param: string) => boolean): { text: string; field: string }[] {
  const found: { text: string; field: string }[] = []
  const walk = (value: Json, path: string[]) => {
    if (path.length === 1 && path[0] !== undefined && isRaw(path[0])) return
    if (typeof value === 'string') {
      if (value.includes('{{')) found.push({ text: value, field: ['params', ...path].join('.') })
    } else if (Array.isArray(value)) {
      value.forEach((entry, index) => {
        walk(entry, [...path, String(index)])
      })
    } else if (isJsonObject(value)) {
      for (const [key, entry] of Object.entries(value)) walk(entry, [...path, key])
    }
  }
  walk(params, [])
  return found
}
