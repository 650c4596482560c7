import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { jsonProblem } from '../../../shared/json-problem.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'mcp-tool',
  version: 1,
  title: 'MCP tool',
  group: 'app',
  icon: 'plug',
  summary: 'Asks a tool of an MCP server and passes on its answer.',
  keywords: ['mcp', 'model context protocol', 'server', 'tool'],
  params: z.object({
    serverId: z
      .string()
      .default('')
      .meta(hint({ title: 'Server', control: 'mcp-server', raw: true })),
    tool: textParam()
      .default('')
      .meta(hint({ title: 'Tool', placeholder: 'search', description: 'By the name its server gives it.' })),
    input: valueParam()
      .default({})
      .meta(hint({ title: 'Input', description: 'A value with what the tool asks for, or JSON.', control: 'json' })),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Answer' }],
  cardParam: 'tool',
  readsOutside: true,
  warn: ({ serverId, tool }) => [
    ...(serverId ? [] : [{ field: 'serverId', message: 'No server is chosen.' }]),
    ...(tool ? [] : [{ field: 'tool', message: 'No tool is named.' }]),
  ],
  // What a tool does nobody knows but its server, and what that says of itself binds nobody.
  changesOutside: () => true,
  isRepeatable: () => false,
  async run(context, { params: { serverId, tool, input } }) {
    if (serverId === '') {
      throw userError('mcp-tool.no-server', 'No server is chosen.', { field: 'params.serverId', hint: 'Choose one.' })
    }
    if (tool.trim() === '') throw userError('mcp-tool.no-tool', 'No tool is named.', { field: 'params.tool' })
    return { out: await context.callMcp({ serverId, tool: tool.trim(), input: objectOf(input) }) }
  },
})

function objectOf(input: Json): JsonObject {
  const value = typeof input === 'string' ? parse(input) : input
  if (value === null) return {}
  if (isJsonObject(value)) return value
  throw userError('mcp-tool.bad-input', 'The input of a tool is an object with a value for each thing it asks for.', {
    field: 'params.input',
  })
}

function parse(text: string): Json {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw userError('mcp-tool.bad-input', `The input is not valid JSON: ${jsonProblem(cause)}.`, {
      field: 'params.input',
      cause,
    })
  }
}
