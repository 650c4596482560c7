import type { AgentTool } from '../../../shared/agents/agent.ts'
import type { McpServer, McpTool } from '../../../shared/contract/mcp.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { runInputs } from '../../../shared/workflow/run-inputs.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import { needsConnection } from '../integrations/as-nodes.ts'
import type { openServices } from '../integrations/open-services.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { PlannedNode } from '../run/plan-graph.ts'
import { takesInputs } from '../run/subworkflows.ts'
import type { Agents } from './agents.ts'
import type { ToolDraft } from './ready-tool.ts'
import { slugOf } from './tool-names.ts'
import { fillSchema, inputsSchema, objectSchema } from './tool-schema.ts'

export type ToolParts = {
  agents: Pick<Agents, 'running' | 'get'>
  nodeTypes: NodeTypes
  services: Pick<ReturnType<typeof openServices>, 'load' | 'loaded' | 'connections'>
  mcp: { find(serverId: string): McpServer | null; tools(serverId: string): Promise<McpTool[]> }
  /** A workflow's draft and what is published of it; null where there is none. */
  findWorkflow(workflowId: string): { draft: Workflow; published: Workflow | null } | null
  /** What a person calls a knowledge base; null where there is none. */
  knowledgeTitle(knowledgeId: string): string | null
}

type Of<K extends AgentTool['kind']> = Extract<AgentTool, { kind: K }>
type Make<K extends AgentTool['kind']> = (
  parts: ToolParts,
  tool: Of<K>,
  agentId: string | null,
) => ToolDraft[] | Promise<ToolDraft[]>

const noSchema: JsonObject = { type: 'object', properties: {}, required: [], additionalProperties: false }

/** What is known of a tool that cannot be had. */
function missing(key: string, name: string, problem: string): ToolDraft[] {
  const own = { key, name, title: name, description: '', schema: noSchema, type: '', fixed: {}, argumentsIn: null }
  return [{ ...own, target: '', changes: true, usualPermission: 'ask', problem }]
}

/** A tool that is one node type; `fills` are the params that the model gives. */
function nodeTool(
  { nodeTypes }: ToolParts,
  type: string,
  draft: Partial<ToolDraft> & Pick<ToolDraft, 'key' | 'name'> & { fills: string[] },
): ToolDraft[] {
  const definition = nodeTypes.find(type)?.definition
  if (!definition) return missing(draft.key, draft.name, 'This version of Niti does not have it.')
  const { fills, ...own } = draft
  const { title, summary } = definition
  const base = { title, description: summary, type, fixed: {}, argumentsIn: null, target: '', changes: false }
  const schema = fillSchema(definition, (name) => fills.includes(name))
  return [{ ...base, schema, usualPermission: own.changes ? 'ask' : 'allow', ...own }]
}

const action: Make<'action'> = async ({ services, nodeTypes }, { integrationId, action, connection }) => {
  const key = `action:${integrationId}/${action}${connection === '' ? '' : `@${connection}`}`
  const name = `${integrationId}_${action}`
  await services.load([integrationId])
  const service = services.loaded.get(integrationId)
  const type = `${integrationId}.${action}`
  const definition = nodeTypes.find(type)?.definition
  if (!service || !definition) return missing(key, name, 'There is no such action.')
  const own = services.connections.connections(integrationId)
  const chosen = connection === '' ? own[0] : own.find(({ connectionId }) => connectionId === connection)
  const schema = fillSchema(definition, (param) => param !== 'connection' && param !== 'limit')
  const changes = definition.integration?.kind !== 'read'
  const isNeeded = needsConnection(service)
  const problem = !isNeeded ? undefined : connectionProblem(service.title, connection, own.length, chosen !== undefined)
  return [
    {
      ...{ key, name, type, schema, changes, argumentsIn: null },
      title: `${service.title}: ${definition.title}`,
      description: `${service.title}: ${definition.summary}`,
      fixed: isNeeded ? { connection } : {},
      target: isNeeded && chosen ? [chosen.title, chosen.account].filter(Boolean).join(', ') : '',
      usualPermission: changes ? 'ask' : 'allow',
      ...(problem !== undefined && { problem }),
    },
  ]
}

function connectionProblem(title: string, wanted: string, count: number, isThere: boolean): string | undefined {
  if (count === 0) return `There is no connection to ${title} yet. Connect it on the Integrations page.`
  if (!isThere) return `Its connection to ${title} is gone. Choose another.`
  return wanted === '' && count > 1 ? `There are ${count} connections to ${title}. Choose one.` : undefined
}

const workflow: Make<'workflow'> = (parts, { workflowId }) => {
  const key = `workflow:${workflowId}`
  const found = parts.findWorkflow(workflowId)
  if (!found) return missing(key, 'run_workflow', 'The workflow is gone. Choose another.')
  const document = found.published
  const { name } = document ?? found.draft
  const named = `run_${slugOf(name) || 'workflow'}`
  if (!document) return missing(key, named, `“${name}” has no published version. Publish it, so that it can be run.`)
  const changes = changesAnything(parts, document, new Set([workflowId]))
  const { schema, description } = startOf(parts, document)
  return [
    {
      ...{ key, name: named, schema, changes, type: 'workflow', title: name, target: '', argumentsIn: 'inputs' },
      description: `Runs the workflow “${name}” and gives its results.${description}`,
      fixed: { workflowId, version: 'published' },
      usualPermission: changes ? 'ask' : 'allow',
    },
  ]
}

/** What a workflow asks for, as its start nodes say. */
function startOf({ nodeTypes }: ToolParts, { nodes, description = '' }: Workflow) {
  const inputs = Object.values(nodes).flatMap(({ type, params }) => {
    const definition = nodeTypes.find(type)?.definition
    return definition && takesInputs(definition) ? (runInputs.safeParse(params.inputs ?? []).data ?? []) : []
  })
  return { schema: inputsSchema(inputs), description: description === '' ? '' : ` ${description}` }
}

/** Errs towards yes: a workflow inside that cannot be found may do anything. Agents inside ask for themselves. */
function changesAnything(parts: ToolParts, document: Workflow, seen: Set<string>): boolean {
  return [...walkNodes(document)].some(({ node }) => {
    const definition = parts.nodeTypes.find(node.type)?.definition
    if (!definition) return true
    if (definition.changesOutside?.(node.params)) return true
    if (definition.workflowParam === undefined) return false
    const inner = node.params[definition.workflowParam]
    if (typeof inner !== 'string') return true
    if (seen.has(inner)) return false
    seen.add(inner)
    const found = parts.findWorkflow(inner)
    const wanted = node.params.version === 'draft' ? found?.draft : found?.published
    return !wanted || changesAnything(parts, wanted, seen)
  })
}

const agent: Make<'agent'> = ({ agents, ...parts }, { agentId }) => {
  const key = `agent:${agentId}`
  try {
    const { document } = agents.running(agentId, 'published')
    const { name, description } = document
    return nodeTool({ agents, ...parts }, 'agent', {
      ...{ key, name: `ask_${slugOf(name) || 'agent'}`, title: name, fills: ['task'], target: '' },
      description: `Gives a task to the agent “${name}” and gives back its answer. It sees nothing but the task.${description === '' ? '' : ` ${description}`}`,
      fixed: { agentId, version: 'published' },
    })
  } catch (thrown) {
    return missing(key, 'ask_agent', wordsOf(thrown))
  }
}

const mcp: Make<'mcp'> = async (parts, { serverId, tool: only }) => {
  const key = `mcp:${serverId}${only === '' ? '' : `/${only}`}`
  try {
    const server = parts.mcp.find(serverId)
    if (!server) return missing(key, 'mcp', 'The MCP server is gone. Choose another.')
    const tools = (await parts.mcp.tools(serverId)).filter(({ name }) => only === '' || name === only)
    if (tools.length === 0 && only !== '') return missing(key, slugOf(only), `“${server.title}” has no tool “${only}”.`)
    return tools.map(({ name, title, description, schema }) => ({
      key: `mcp:${serverId}/${name}`,
      name: `${slugOf(server.title) || 'mcp'}_${name}`,
      title: title || name,
      description: `A tool of the MCP server “${server.title}”, which says of it: ${description}`,
      schema: objectSchema(schema),
      ...{ type: 'mcp-tool', fixed: { serverId, tool: name }, argumentsIn: 'input', target: server.title },
      // What a server says of its own tools binds nobody.
      ...{ changes: true, usualPermission: 'ask' as const },
    }))
  } catch (thrown) {
    return missing(key, slugOf(only) || 'mcp', wordsOf(thrown))
  }
}

const http: Make<'http'> = (parts, { hosts, methods }) => {
  const where = hosts.length === 0 ? 'any host on the public internet' : hosts.join(', ')
  const one = (name: string, some: typeof methods, changes: boolean) => {
    if (some.length === 0) return []
    const fills = ['url', 'headers', ...(some.length > 1 ? ['method'] : []), ...(changes ? ['body'] : [])]
    const [method = 'GET'] = some
    const drafts = nodeTool(parts, 'http-tool', {
      ...{ key: `http:${some.join(',')} ${hosts.join(',')}`, name, fills, changes, target: where },
      title: `Web address (${some.join(', ')})`,
      description: `Sends a ${some.join(' or ')} request to a web address and gives back status, headers and text. It may ask: ${where}.`,
      fixed: { hosts, methods: some, ...(some.length === 1 && { method }) },
    })
    return drafts.map((draft) => ({ ...draft, schema: limitTo(draft.schema, { method: some, url: null }) }))
  }
  const reading = methods.filter((method) => method === 'GET' || method === 'HEAD')
  const others = methods.filter((method) => method !== 'GET' && method !== 'HEAD')
  return [...one('http_get', reading, false), ...one('http_send', others, true)]
}

/** These fields are required, and one with choices takes only them. */
function limitTo(schema: JsonObject, fields: Record<string, string[] | null>): JsonObject {
  const properties = { ...(schema.properties as Record<string, JsonObject>) } // made by fillSchema
  const required = new Set((schema.required as string[] | undefined) ?? []) // as above
  for (const [name, choices] of Object.entries(fields)) {
    const field = properties[name]
    if (!field) continue
    const { default: _, ...rest } = field
    properties[name] = choices ? { ...rest, enum: choices } : rest
    required.add(name)
  }
  return { ...schema, properties, required: [...required] }
}

const withRequired = (drafts: ToolDraft[], ...names: string[]) =>
  drafts.map((draft) => ({
    ...draft,
    schema: limitTo(draft.schema, Object.fromEntries(names.map((name) => [name, null]))),
  }))

const code: Make<'code'> = (parts) =>
  withRequired(
    nodeTool(parts, 'code-tool', {
      ...{ key: 'code', name: 'run_code', fills: ['code', 'input'] },
      description:
        'Runs JavaScript in a sandbox without network, files or time, for at most ten seconds. `return` gives the value; `input` is what you hand over; what `console.log` prints comes back too.',
    }),
    'code',
  )

const files: Make<'files'> = (parts, { folder, access }) => {
  const problem = folder === '' ? { problem: 'No folder is granted yet. Choose one.' } : {}
  const own = { fixed: { folder }, target: folder, ...problem }
  const key = (what: string) => `files-${what}:${folder}`
  return [
    ...nodeTool(parts, 'list-folder', {
      ...{ ...own, key: key('read'), name: 'list_files', fills: ['path', 'pattern', 'limit'] },
      description: 'Lists files in the folder that was granted. Paths are relative to it.',
    }),
    ...withRequired(
      nodeTool(parts, 'read-file-tool', {
        ...{ ...own, key: key('read'), name: 'read_file', fills: ['path', 'fromLine', 'lines'] },
        description: 'Reads a text file of the folder that was granted. The path is relative to it.',
      }),
      'path',
    ),
    ...(access === 'read'
      ? []
      : withRequired(
          nodeTool(parts, 'write-file-tool', {
            ...{ ...own, key: key('write'), name: 'write_file', fills: ['path', 'text', 'mode'], changes: true },
            description: 'Writes a text file in the folder that was granted. The path is relative to it.',
          }),
          'path',
          'text',
        )),
  ]
}

const knowledge: Make<'knowledge'> = (parts, { knowledgeId }) => {
  const key = `knowledge:${knowledgeId}`
  const title = parts.knowledgeTitle(knowledgeId)
  if (title === null) return missing(key, 'search_knowledge', 'The knowledge base is gone. Choose another.')
  return nodeTool(parts, 'search-knowledge', {
    ...{ key, name: `search_${slugOf(title) || 'knowledge'}`, fills: ['query', 'limit'], fixed: { knowledgeId } },
    ...{ title: `Search “${title}”`, target: title },
    description: `Finds passages of the knowledge base “${title}” for a question, each with where it stands.`,
  })
}

const notes: Make<'notes'> = (parts, _tool, agentId) => {
  const problem = agentId === null ? { problem: 'Only an agent that is saved keeps notes.' } : {}
  const own = { fixed: { agentId: agentId ?? '' }, key: 'notes', ...problem }
  return [
    ...withRequired(
      nodeTool(parts, 'find-notes', {
        ...{ ...own, name: 'find_notes', fills: ['query', 'limit'] },
        description: 'Looks through the notes you kept in earlier tasks.',
      }),
      'query',
    ),
    ...withRequired(
      nodeTool(parts, 'keep-note', {
        ...{ ...own, name: 'keep_note', fills: ['text'], changes: true, usualPermission: 'allow' },
        description: 'Keeps a note for later tasks. A person can read and remove it.',
      }),
      'text',
    ),
  ]
}

const webSearch: Make<'web-search'> = async (parts, { source, connection }) => {
  const key = `web-search:${source}${connection === '' ? '' : `@${connection}`}`
  const draft = { key, name: 'web_search', title: 'Search the web', fills: ['query', 'limit'] }
  const made = nodeTool(parts, 'web-search', {
    ...{ ...draft, fixed: { source, connection }, target: source },
    description: `Searches the web (${source}) and gives results with titles, addresses and extracts.`,
  })
  if (source === 'folder' || source === 'mcp') {
    const instead = source === 'folder' ? 'a knowledge base or a granted folder' : 'the tool of the MCP server'
    return made.map((one) => ({
      ...one,
      problem: `An agent searches there by ${instead}. Add that, and take this away.`,
    }))
  }
  const integrationId = { tavily: 'tavily', brave: 'brave-search', serpapi: 'serpapi', wikipedia: null }[source]
  if (integrationId === null) return made
  await parts.services.load([integrationId])
  const title = parts.services.loaded.get(integrationId)?.title ?? source
  const own = parts.services.connections.connections(integrationId)
  const isThere = connection === '' ? own.length > 0 : own.some(({ connectionId }) => connectionId === connection)
  const problem = connectionProblem(title, connection, own.length, isThere)
  return made.map((one) => ({ ...one, target: title, ...(problem !== undefined && { problem }) }))
}

const readPage: Make<'read-page'> = (parts) =>
  nodeTool(parts, 'read-page', {
    ...{ key: 'read-page', name: 'read_page', fills: ['url'] },
    description: 'Reads a web page, or a PDF on the web, as text.',
  })

const makers: { [K in AgentTool['kind']]: Make<K> } = {
  ...{ action, workflow, agent, mcp, http, code, files, knowledge, notes },
  ...{ 'web-search': webSearch, 'read-page': readPage },
}

/** The functions that one of a document's tools becomes. */
export async function draftsOf(parts: ToolParts, tool: AgentTool, agentId: string | null): Promise<ToolDraft[]> {
  // The maker of this very kind.
  const make = makers[tool.kind] as Make<AgentTool['kind']>
  return make(parts, tool, agentId)
}

function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof NitiError)) throw thrown
  const { message, hint } = thrown.info
  return [message, hint].filter(Boolean).join(' ')
}

/** What a node that is wired to an agent becomes: what the person wrote into it stands, and the model gives the rest. */
export function wiredDraft(
  parts: ToolParts,
  { id, node: { title, params: filled }, definition }: Pick<PlannedNode, 'id' | 'node' | 'definition'>,
): ToolDraft {
  const named = title ?? definition.title
  const { type, summary, workflowParam } = definition
  const changes = definition.changesOutside?.(filled) ?? false
  const own = {
    key: `node:${id}`,
    name: slugOf(named) || id,
    title: named,
    description: summary,
    type,
    changes,
    target: '',
  }
  if (workflowParam !== undefined) {
    const [draft] = workflow(
      parts,
      { kind: 'workflow', workflowId: String(filled[workflowParam] ?? '') },
      null,
    ) as ToolDraft[] // it waits for nothing
    return { ...own, ...draft, key: own.key, name: own.name, title: named } as ToolDraft // a workflow is one tool
  }
  const fills = (name: string, field: JsonObject) => isLeftToFill(field, filled[name])
  const schema = fillSchema(definition, fills)
  const left = new Set(Object.keys(schema.properties as JsonObject)) // made by fillSchema
  const fixed = Object.fromEntries(Object.entries(filled).filter(([name]) => !left.has(name)))
  return { ...own, schema, fixed, argumentsIn: null, usualPermission: changes ? 'ask' : 'allow' }
}

/**
 * A param that a person left empty, and that has no meaning of its own then, is for the model to fill in. What chooses
 * an account, an agent or the like never is, nor what allows something.
 */
export function isLeftToFill(field: JsonObject, value: JsonObject[string] | undefined): boolean {
  if (field.raw === true || field.advanced === true) return false
  const isEmpty = value === undefined || value === null || value === ''
  const begins = field.default
  const hasOwnMeaning =
    begins !== undefined && begins !== null && begins !== '' && !JSON.stringify(begins).includes('{{')
  const isAsItBegan = typeof value === 'string' && value === begins && value.includes('{{')
  return (isEmpty && !hasOwnMeaning) || isAsItBegan
}
