import { userError } from '../errors.ts'
import { isJsonObject, stableStringify } from '../json.ts'
import { type AgentDocument, agentDocument, agentFormat, agentSchemaUrl } from './agent.ts'

/** Characters of a file that are read at most. */
const mostCharacters = 4 * 1024 * 1024

/** How deep a file may be nested: what reads it calls itself for each level. */
const mostDepth = 100

/** Of the machine or the account it was made with: in another place they name nothing. */
const ofThisPlace = { connection: '', folder: '' }

/**
 * The text of an `*.agent.json` file: sorted keys and a newline at the end, so that files diff line by line. Connections
 * and folders are left empty.
 */
export function writeAgentFile(document: AgentDocument): string {
  const tools = document.tools.map((tool) =>
    Object.fromEntries(
      Object.entries(tool).map(([name, value]) => [name, Object.hasOwn(ofThisPlace, name) ? '' : value]),
    ),
  )
  return `${stableStringify({ ...document, tools, $schema: agentSchemaUrl })}\n`
}

/** Reads such a text. Whatever is wrong with it is one error that names the field; reading changes nothing. */
export function readAgentFile(text: string): AgentDocument {
  if (text.length > mostCharacters) {
    throw broken(`The file has ${text.length} characters; at most ${mostCharacters} are read.`)
  }
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw broken(`This is not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (isDeeperThan(value, mostDepth)) throw broken(`It is nested more than ${mostDepth} levels deep.`)
  const { format, kind } = isJsonObject(value) ? value : {}
  if (kind !== 'agent') throw broken('The file is not an agent: `kind` must be `agent`.', 'kind')
  if (typeof format === 'number' && format > agentFormat) {
    throw broken(`The file has format ${format}; this version of Niti reads up to ${agentFormat}. Update to open it.`)
  }
  const parsed = agentDocument.safeParse(value)
  if (parsed.success) {
    const { $schema: _, ...document } = parsed.data
    return document
  }
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  throw broken(`\`${field}\`: ${issue?.message ?? 'is not valid'}.`, field)
}

function broken(message: string, field?: string) {
  return userError('agent.bad-file', `This agent cannot be read. ${message}`, { ...(field && { field }) })
}

/** Level by level, and no deeper than asked. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}
