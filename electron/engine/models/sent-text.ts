import type { ModelRequest } from '../../../shared/run/model-call.ts'

/**
 * All text that is sent with a request: a schema becomes part of the prompt, as do the tools with their descriptions, the
 * calls that were made of them, and what a provider wanted back. `withCarried: false`: without the last, which is sealed and far
 * longer than the tokens it is billed as.
 */
export function sentText(
  { messages, output, tools = [] }: Pick<ModelRequest, 'messages' | 'output' | 'tools'>,
  { withCarried = true } = {},
): string {
  const parts: string[] = []
  for (const { content, toolCalls = [], toolName, carried } of messages) {
    parts.push(content)
    for (const call of toolCalls) parts.push(call.id, call.name, call.arguments)
    if (toolName) parts.push(toolName)
    if (carried && withCarried) parts.push(JSON.stringify(carried.data))
  }
  for (const { name, description, schema } of tools) parts.push(name, description, JSON.stringify(schema))
  if (output) parts.push(output.name, JSON.stringify(output.schema))
  return parts.join('\n')
}
