import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ModelRequest, ToolCall } from '../../../shared/run/model-call.ts'

/**
 * Ids for the calls of one answer: the provider's own where it gives any that no other call of the conversation has, else
 * made of the place of the call in the conversation, so that the same answer always gives the same.
 */
export function createCallIds({ messages }: Pick<ModelRequest, 'messages'>): (given?: string | null) => string {
  const taken = new Set(messages.flatMap((message) => message.toolCalls?.map((call) => call.id) ?? []))
  const turn = messages.filter((message) => message.role === 'assistant').length
  let count = 0
  return (given) => {
    let id = given || `call_${turn}_${count}`
    while (taken.has(id)) id = `call_${turn}_${count}_${taken.size}`
    count += 1
    taken.add(id)
    return id
  }
}

/** A call's arguments as the object that vendors want back; what is none goes along as the text it was. */
export function argumentsOf(call: ToolCall): JsonObject {
  return parseObject(call.arguments) ?? { not_an_object: call.arguments }
}

/** The same as text: to the letter as the model wrote it, where that is an object. */
export function argumentsText(call: ToolCall): string {
  return parseObject(call.arguments) ? call.arguments : JSON.stringify(argumentsOf(call))
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: Json = JSON.parse(text)
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

/** Vendors refuse an object that does not say that it has no properties. */
export function schemaOfTool(schema: JsonObject): JsonObject {
  const { $schema: _, ...rest } = schema
  return { ...rest, type: 'object', properties: isJsonObject(schema.properties) ? schema.properties : {} }
}

/** What a tool gave, for vendors whose results know no mark for failures. */
export function resultText({ content, isError }: { content: string; isError?: boolean }): string {
  return isError ? `Error: ${content}` : content
}
