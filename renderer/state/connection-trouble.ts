import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { Connection } from '../../shared/contract/integrations.ts'
import type { Issue } from '../../shared/contract/workflows.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { Graph, Workflow, WorkflowNode } from '../../shared/workflow/workflow.ts'
import { text } from '../text.ts'

/** The param of a node type that says which connection it uses, and of which service. */
export type ConnectionParam = {
  name: string
  integrationId: string
  /** It is used only while another param has one of these values. */
  usedWhen: { param: string; is: readonly Json[]; otherwise: Json } | null
}

/** What is wrong with the connection a node would use, and the one that could be mended; null: nothing is. */
export type ConnectionTrouble = {
  kind: 'none' | 'several' | 'gone' | 'expired' | 'failing'
  connection: Connection | null
}

/** A problem of the draft that signing in mends. */
export type ConnectionIssue = Issue & { integrationId: string; connectionId?: string }

/** What is known of the services: the connections to them, and which of them need none. */
export type Services = { connections: readonly Connection[]; open: ReadonlySet<string> }

const params = new WeakMap<CatalogEntry, ConnectionParam | null>()

/** Found once for each node type: its form does not change. */
export function connectionParam(entry: CatalogEntry): ConnectionParam | null {
  const known = params.get(entry)
  if (known !== undefined) return known
  const fields = isJsonObject(entry.params.properties) ? entry.params.properties : {}
  const found = Object.entries(fields).find(([, field]) => isJsonObject(field) && field.control === 'connection')
  const hint = found && isJsonObject(found[1]) ? found[1].integration : undefined
  const integrationId = typeof hint === 'string' ? hint : entry.integration?.id
  const usedWhen = usedWhenOf(fields, found?.[1])
  const param = found && integrationId !== undefined ? { name: found[0], integrationId, usedWhen } : null
  params.set(entry, param)
  return param
}

function usedWhenOf(fields: JsonObject, field: Json | undefined): ConnectionParam['usedWhen'] {
  const when = isJsonObject(field) ? field.showWhen : undefined
  if (!isJsonObject(when) || typeof when.param !== 'string' || !Array.isArray(when.is)) return null
  const other = fields[when.param]
  return { param: when.param, is: when.is, otherwise: (isJsonObject(other) ? other.default : undefined) ?? null }
}

/** Whether a node set up like this uses a connection at all: one whose address a service calls needs none. */
export function usesConnection({ usedWhen }: ConnectionParam, node: WorkflowNode): boolean {
  return usedWhen === null || usedWhen.is.includes(node.params[usedWhen.param] ?? usedWhen.otherwise)
}

/** `wanted`: a connection's id; empty is the only one there is. `isOpen`: the service works without one, too. */
export function connectionTrouble(
  wanted: string,
  own: readonly Connection[],
  isOpen: boolean,
): ConnectionTrouble | null {
  if (wanted === '' && own.length === 0) return isOpen ? null : { kind: 'none', connection: null }
  if (own.length === 0 && !isOpen) return { kind: 'none', connection: null }
  if (wanted === '' && own.length > 1) return { kind: 'several', connection: null }
  const used = wanted === '' ? own[0] : own.find(({ connectionId }) => connectionId === wanted)
  if (!used) return { kind: 'gone', connection: null }
  return used.state === 'expired' || used.state === 'failing' ? { kind: used.state, connection: used } : null
}

/**
 * What is wrong with the connections of a workflow's nodes, which a run would only find out. A connection that failed
 * the last time may work again, so that is a warning.
 */
export function connectionIssues(
  document: Workflow,
  types: ReadonlyMap<string, CatalogEntry>,
  services: Services,
): ConnectionIssue[] {
  const issues: ConnectionIssue[] = []
  const walk = (graph: Graph, at: readonly string[]) => {
    for (const [nodeId, node] of Object.entries(graph.nodes)) {
      if (node.graph) walk(node.graph, [...at, nodeId])
      const issue = node.disabled ? null : issueOf(node, types.get(node.type), services)
      if (issue) issues.push({ ...issue, at: [...at], nodeId })
    }
  }
  walk(document, [])
  return issues
}

function issueOf(
  node: WorkflowNode,
  entry: CatalogEntry | undefined,
  { connections, open }: Services,
): Omit<ConnectionIssue, 'at' | 'nodeId'> | null {
  const param = entry && connectionParam(entry)
  if (!param || !usesConnection(param, node)) return null
  const { integrationId, name } = param
  const wanted = node.params[name] ?? ''
  // An expression decides in the run.
  if (typeof wanted !== 'string' || wanted.includes('{{')) return null
  const own = connections.filter((connection) => connection.integrationId === integrationId)
  const trouble = connectionTrouble(wanted, own, open.has(integrationId))
  if (!trouble) return null
  return {
    severity: trouble.kind === 'failing' ? 'warning' : 'error',
    code: `connection.${trouble.kind}`,
    message: troubleWords(trouble, entry?.integration?.title ?? integrationId),
    field: `params.${name}`,
    integrationId,
    connectionId: trouble.connection?.connectionId,
  }
}

export function troubleWords({ kind, connection }: ConnectionTrouble, service: string): string {
  const say = text.integrations.issues
  const title = connection?.title || connection?.account || service
  switch (kind) {
    case 'none':
      return say.none(service)
    case 'several':
      return say.several(service)
    case 'gone':
      return say.gone(service)
    case 'expired':
      return say.expired(title)
    case 'failing':
      return say.failing(title, connection?.error?.message ?? '')
  }
}
