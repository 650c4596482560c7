import { z } from 'zod'
import { searchSource } from '../../../shared/agents/agent.ts'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { cancelledError, NitiError, userError } from '../../../shared/errors.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { type FoundResult, resultsIn } from '../../../shared/research/found-results.ts'
import { createTextSearch } from '../../../shared/research/search-texts.ts'
import { defineNode, type NodeContext } from './define-node.ts'

const params = z.object({
  source: searchSource.default('wikipedia').meta(
    hint({
      title: 'Search in',
      choices: {
        tavily: 'Tavily',
        brave: 'Brave Search',
        serpapi: 'Google, by SerpAPI',
        wikipedia: 'Wikipedia',
        folder: 'A folder',
        mcp: 'A tool of an MCP server',
      },
    }),
  ),
  query: textParam({ required: true })
    .default('{{ input }}')
    .meta(hint({ title: 'Search for', control: 'long-text' })),
  limit: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(5)
    .meta(hint({ title: 'Most results' })),
  connection: textParam()
    .default('')
    .meta(
      hint({
        title: 'Connection',
        description: 'Its id; empty where the service has only one.',
        showWhen: { param: 'source', is: ['tavily', 'brave', 'serpapi'] },
        advanced: true,
      }),
    ),
  language: textParam()
    .default('en')
    .meta(
      hint({
        title: 'Language',
        description: 'The code of a Wikipedia.',
        placeholder: 'en',
        showWhen: { param: 'source', is: ['wikipedia'] },
      }),
    ),
  folder: textParam()
    .default('')
    .meta(hint({ title: 'Folder', control: 'path', showWhen: { param: 'source', is: ['folder'] } })),
  pattern: textParam()
    .default('**/*.{md,markdown,txt,csv}')
    .meta(
      hint({
        title: 'Files',
        description: '`*` is any name, `**` any folders, `{a,b}` either.',
        showWhen: { param: 'source', is: ['folder'] },
        advanced: true,
      }),
    ),
  server: textParam()
    .default('')
    .meta(hint({ title: 'MCP server', control: 'mcp-server', showWhen: { param: 'source', is: ['mcp'] } })),
  tool: textParam()
    .default('')
    .meta(hint({ title: 'Tool', placeholder: 'search', showWhen: { param: 'source', is: ['mcp'] } })),
})
type Params = z.output<typeof params>

export default defineNode({
  type: 'web-search',
  version: 1,
  title: 'Search',
  group: 'data',
  icon: 'search',
  summary: 'Finds pages or files about something, with a short text of each, in the web, Wikipedia or a folder.',
  keywords: ['web', 'google', 'find', 'research', 'tavily', 'brave', 'wikipedia', 'folder', 'mcp', 'pages'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Results', type: 'list' }],
  cardParam: 'query',
  example: { query: '{{ input }}' },
  readsOutside: true,
  isRepeatable: () => true,
  // Nobody here knows what a tool of a server does besides searching.
  changesOutside: ({ source }) => source === 'mcp' || (typeof source === 'string' && source.includes('{{')),
  async run(context, { params }) {
    if (params.query.trim() === '') {
      throw userError('web-search.no-query', 'There is nothing to search for: the text is empty.', {
        field: 'params.query',
      })
    }
    const found = await ask[params.source](context, params)
    const seen = new Set<string>()
    const results = found.filter(({ url }) => url !== '' && !seen.has(url) && seen.add(url)).slice(0, params.limit)
    if (results.length === 0) context.log('info', `Nothing was found for “${params.query.slice(0, 200)}”.`)
    return { out: results }
  },
})

type Ask = (context: NodeContext, params: Params) => Promise<FoundResult[]>

const ask: Record<Params['source'], Ask> = {
  async tavily(context, params) {
    const input = { query: params.query.slice(0, 400), results: params.limit }
    return resultsIn(await callService(context, params, { integrationId: 'tavily', action: 'search', input }))
  },
  async brave(context, params) {
    const query = params.query.split(/\s+/).slice(0, 50).join(' ').slice(0, 400)
    const input = { query, results: params.limit }
    return resultsIn(await callService(context, params, { integrationId: 'brave-search', action: 'search-web', input }))
  },
  async serpapi(context, params) {
    const input = { query: params.query }
    return resultsIn(await callService(context, params, { integrationId: 'serpapi', action: 'search-google', input }))
  },
  async wikipedia(context, params) {
    const input = { query: params.query.slice(0, 300), results: params.limit, language: params.language || 'en' }
    const call = { integrationId: 'wikipedia', action: 'search', input }
    return resultsIn(await callService(context, { ...params, connection: '' }, call))
  },
  async mcp(context, { server, tool, query }) {
    if (server.trim() === '') throw missing('server', 'No MCP server was chosen to search with.')
    if (tool.trim() === '') throw missing('tool', 'No tool of the MCP server was named to search with.')
    return resultsIn(await context.callMcp({ serverId: server, tool, input: { query } }))
  },
  folder: searchFolder,
}

/** Larger files are left out, and so many are looked at, in bytes and files. */
const mostFileBytes = 2_000_000
const mostFiles = 5_000

async function searchFolder(context: NodeContext, { folder, pattern, query, limit }: Params): Promise<FoundResult[]> {
  if (folder.trim() === '') throw missing('folder', 'No folder was chosen to search in.')
  const ignore = ['**/node_modules/**', '**/.git/**']
  const files = await context.files.list({ folder, pattern, ignore, limit: mostFiles })
  const search = createTextSearch(query, limit)
  let leftOut = 0
  for (const { path, name, bytes } of files) {
    if (context.signal.aborted) throw cancelledError()
    const text = bytes > mostFileBytes ? null : await readText(context, path)
    if (text === null) leftOut++
    else search.add({ path, name, text })
  }
  if (files.length === 0) context.log('warn', `No file in ${folder} matches ${pattern}.`)
  if (leftOut > 0) context.log('info', `${leftOut} files were left out: they are too large, or no text.`)
  return search.results()
}

/** Null where a file is no text, or is gone by now. */
async function readText({ files }: NodeContext, path: string): Promise<string | null> {
  try {
    return await files.readText({ path, maxBytes: mostFileBytes })
  } catch (thrown) {
    if (thrown instanceof NitiError && thrown.info.kind === 'user') return null
    throw thrown
  }
}

type Call = { integrationId: string; action: string; input: JsonObject }

async function callService(context: NodeContext, { connection, limit }: Params, call: Call): Promise<Json> {
  try {
    return await context.callService({ ...call, connectionId: connection, limit })
  } catch (thrown) {
    if (thrown instanceof NitiError && thrown.info.code === 'connection.none') {
      throw userError('web-search.no-connection', thrown.info.message, {
        field: 'params.source',
        hint: thrown.info.hint ?? 'Set it up under “Integrations”, or search in Wikipedia, which needs no sign-in.',
      })
    }
    throw thrown
  }
}

function missing(field: string, message: string) {
  return userError('web-search.incomplete', message, { field: `params.${field}` })
}
