import type { z } from 'zod'
import { type ErrorInfo, userError } from '../errors.ts'
import { isJsonObject, stableStringify } from '../json.ts'
import { finish, type Steps } from '../steps.ts'
import { edgeId, formatVersion, type Graph, limits, schemaUrl, type Workflow, walkNodes, workflow } from './workflow.ts'

/**
 * The text of a `*.niti.json` file: sorted keys, wires in order, a newline at the end; the same workflow always gives
 * the same text, so files diff line by line.
 */
export function writeWorkflowFile(document: Workflow): string {
  return `${stableStringify({ ...sortEdges(document), $schema: schemaUrl })}\n`
}

function sortEdges<G extends Pick<Workflow, 'nodes' | 'edges'>>(graph: G): G {
  const nodes = Object.fromEntries(
    Object.entries(graph.nodes).map(([id, node]) => [
      id,
      node.graph ? { ...node, graph: sortEdges(node.graph) } : node,
    ]),
  )
  const key = (wire: Workflow['edges'][number]) => `${wire.from}\n${wire.fromPort}\n${wire.to}\n${wire.toPort}`
  return { ...graph, nodes, edges: [...graph.edges].sort((a, b) => (key(a) < key(b) ? -1 : 1)) }
}

/**
 * Reads a workflow file's text. Whatever is wrong with it comes back as one error that names the node and the path;
 * reading changes nothing.
 */
export function readWorkflowFile(text: string): Workflow {
  return finish(readWorkflowSteps(text))
}

/** Nodes parsed in one step. */
const nodesAtOnce = 500

/** The same in steps, between which something else may happen: a file of 10,000 nodes takes a tenth of a second. */
export function* readWorkflowSteps(text: string): Steps<Workflow> {
  const bytes = text.length
  if (bytes > limits.fileBytes) {
    throw broken(`The file has ${bytes} characters; at most ${limits.fileBytes} are read.`)
  }
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw broken(`This is not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  yield
  refuseHostile(value)
  const format = isJsonObject(value) ? value.format : undefined
  if (typeof format === 'number' && format > formatVersion) {
    throw broken(`The file has format ${format}; this version of Niti reads up to ${formatVersion}.`, {
      hint: 'It was written by a newer version of Niti. Update to open it.',
    })
  }
  if (format === undefined) throw broken('The file is not a workflow: `format` is missing.', { field: 'format' })
  yield
  const document = yield* parseSteps(value)
  yield
  refuseDoubleWires(document, [])
  let count = 0
  for (const { at, id, node } of walkNodes(document)) {
    count++
    if (node.graph) refuseDoubleWires(node.graph, [...at, id])
    if (count > limits.nodes) throw broken(`The workflow has more than ${limits.nodes} nodes.`)
    if (at.length >= limits.depth) {
      throw broken(`Containers are nested more than ${limits.depth} deep at \`${[...at, id].join('.')}\`.`, {
        nodeId: id,
      })
    }
  }
  return document
}

/** By its schema: the nodes some at a time, then the rest. */
function* parseSteps(value: unknown): Steps<Workflow> {
  const given = isJsonObject(value) && isJsonObject(value.nodes) ? value.nodes : null
  if (!given || !isJsonObject(value)) return parsed(workflow, value)
  const entries = Object.entries(given)
  const nodes: Workflow['nodes'] = {}
  for (let at = 0; at < entries.length; at += nodesAtOnce) {
    const some = { nodes: Object.fromEntries(entries.slice(at, at + nodesAtOnce)) }
    Object.assign(nodes, parsed(workflow.pick({ nodes: true }), some).nodes)
    yield
  }
  return { ...parsed(workflow, { ...value, nodes: {} }), nodes }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = issue?.path.map(String) ?? []
  const where = path.length > 0 ? `\`${path.join('.')}\`: ` : ''
  throw broken(`${where}${describeIssue(issue)}.`, { field: path.join('.'), nodeId: innermostNode(path) })
}

function refuseDoubleWires({ edges }: Graph, at: string[]): void {
  const seen = new Set<string>()
  for (const wire of edges) {
    const id = edgeId(wire)
    if (seen.has(id))
      throw broken(`The wire \`${id}\` stands there twice${at.length > 0 ? ` in \`${at.join('.')}\`` : ''}.`)
    seen.add(id)
  }
}

/** zod's message, with the inner one of a record key such as a node id that is not allowed. */
function describeIssue(issue: { message: string; code: string; issues?: { message: string }[] } | undefined): string {
  const inner = issue?.code === 'invalid_key' ? issue.issues?.[0]?.message : undefined
  return inner ?? issue?.message ?? 'not a workflow'
}

function innermostNode(path: string[]): string | undefined {
  const at = path.lastIndexOf('nodes')
  return at >= 0 ? path[at + 1] : undefined
}

/**
 * JSON nested thousands deep would overflow the stack of everything that walks it, the validator first; and a key
 * `__proto__` would be lost without a word in the first copy.
 */
function refuseHostile(value: unknown): void {
  const most = 200
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) throw broken(`The file is nested more than ${most} levels deep.`)
    level = level.flatMap((entry) => {
      if (typeof entry !== 'object' || entry === null) return []
      if (Object.hasOwn(entry, '__proto__'))
        throw broken('The file holds the key `__proto__`, which nothing may be called.')
      return Object.values(entry)
    })
  }
}

function broken(message: string, more: Partial<ErrorInfo> = {}) {
  return userError('workflow.broken-file', message, more)
}
