import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'

/**
 * Tokens an answer is taken to have where the node never asked before and nothing says how long it gets: some 300 words,
 * what chat models write to a question that asks for no length. An essay is longer, a yes shorter; after the first run
 * what the node did counts instead.
 */
export const assumedAnswerTokens = 400

/** Characters of JSON that make a token, with its short names and its marks. */
const charsPerToken = 3

/** Tokens an answer is expected to have before there is a run to tell by; never more than the limit on it. */
export function expectedAnswerTokens(request: Pick<ModelRequest, 'output' | 'maxOutputTokens'> | null): number {
  const filled = request?.output ? longestFilled(request.output.schema) : undefined
  const tokens = filled === undefined ? assumedAnswerTokens : Math.ceil(JSON.stringify(filled).length / charsPerToken)
  return Math.min(tokens, request?.maxOutputTokens ?? Number.POSITIVE_INFINITY)
}

/** The longest value of a schema that leaves no room for text of any length, such as one of some names; else undefined. */
function longestFilled(schema: Json | undefined): Json | undefined {
  if (!isJsonObject(schema)) return undefined
  if (Array.isArray(schema.enum)) {
    return schema.enum.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)[0]
  }
  if (schema.const !== undefined) return schema.const
  switch (schema.type) {
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 12_345.6
    case 'object':
      return filledObject(schema)
    default:
      return undefined
  }
}

function filledObject({ properties, additionalProperties }: JsonObject): Json | undefined {
  if (additionalProperties !== false || !isJsonObject(properties)) return undefined
  const filled: JsonObject = {}
  for (const [name, schema] of Object.entries(properties)) {
    const value = longestFilled(schema)
    if (value === undefined) return undefined
    filled[name] = value
  }
  return filled
}
