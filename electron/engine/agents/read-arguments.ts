import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { compileSchema, explain } from '../models/structured-output.ts'

/** What a model gave a tool, or what is wrong with it, in words that help it to mend that. */
export type ReadArguments = { input: JsonObject } | { problem: string; input: Json }

/** Reads the arguments that a model wrote, by the tool's schema. */
export async function readArguments(text: string, schema: JsonObject): Promise<ReadArguments> {
  const value = parse(text)
  if (value === undefined) return { problem: 'The arguments are not valid JSON.', input: text }
  if (!isJsonObject(value)) return { problem: 'The arguments must be a JSON object.', input: value }
  const validate = await compileSchema(schema)
  if (validate(value)) return { input: value }
  const { path, problem } = explain(validate.errors?.[0])
  const place = path === '' ? 'The arguments' : `\`${path}\``
  return { problem: `${place} ${problem}.`, input: value }
}

/** A tool without arguments is often called with none at all. */
function parse(text: string): Json | undefined {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
