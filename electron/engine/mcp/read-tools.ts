import type { McpTool } from '../../../shared/contract/mcp.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

const mostTools = 500
const mostPages = 50
const maxTitleChars = 100
const maxDescriptionChars = 4_000
const maxSchemaChars = 32_000
const maxSchemaDepth = 24

/** A tool as a server describes it. */
type Described = {
  name: string
  title?: string | undefined
  description?: string | undefined
  inputSchema: unknown
  annotations?: { title?: string | undefined; readOnlyHint?: boolean | undefined } | undefined
}
type Page = { tools: Described[]; nextCursor?: string | undefined }

/**
 * All tools of a server, page by page, cut to what a model and a person can use. What is left out or cut is said in `notes`.
 * All of it was written by somebody else: it is shown, and decides nothing.
 */
export async function readTools(ask: (cursor: string | undefined) => Promise<Page>) {
  const tools = new Map<string, McpTool>()
  const notes: string[] = []
  const cursors = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    for (const described of page.tools) {
      const name = described.name
      if (!isUsable(name))
        notes.push(`Left out a tool whose name cannot be used: ${JSON.stringify(name.slice(0, 80))}.`)
      else if (tools.has(name)) notes.push(`Left out a second tool called ${name}.`)
      else if (tools.size >= mostTools) break
      else tools.set(name, toTool(described, notes))
    }
    if (tools.size >= mostTools) {
      notes.push(`It has more than ${mostTools} tools; the rest is left out.`)
      break
    }
    cursor = page.nextCursor
    if (cursor === undefined || cursors.has(cursor)) break
    cursors.add(cursor)
  } while (cursors.size < mostPages)
  return { tools: [...tools.values()], notes: notes.slice(0, 20) }
}

function isUsable(name: string): boolean {
  return /^[\w.:/-]{1,128}$/.test(name)
}

function toTool({ name, title, description, inputSchema, annotations }: Described, notes: string[]): McpTool {
  const schema = asSchema(inputSchema)
  if (!schema) notes.push(`${name}: what it asks for is described at too great a length; any input is taken.`)
  return {
    name,
    title: clean(title ?? annotations?.title ?? '', maxTitleChars).replace(/\s+/g, ' '),
    description: clean(description ?? '', maxDescriptionChars),
    schema: schema ?? { type: 'object' },
    readsOnly: annotations?.readOnlyHint === true,
  }
}

/** Null where it is too long or too deep. */
function asSchema(schema: unknown): JsonObject | null {
  const text = JSON.stringify(schema) ?? ''
  if (text.length > maxSchemaChars) return null
  const value: Json = JSON.parse(text === '' ? 'null' : text)
  return isJsonObject(value) && depthOf(value) <= maxSchemaDepth ? value : null
}

function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner = Array.isArray(value) ? value : Object.values(value)
  return 1 + inner.reduce<number>((deepest, one) => Math.max(deepest, depthOf(one)), 0)
}

/** Without what cannot be seen: control characters, and those that turn or hide text. */
function clean(text: string, longest: number): string {
  const seen = text.replace(/[^\P{C}\n\t]/gu, '').trim()
  return seen.length > longest ? `${seen.slice(0, longest)}…` : seen
}
