import type { ModelRequest } from '../../../shared/run/model-call.ts'

/** Tokens around each message and around the whole, as vendors document them. */
const perMessage = 4
const perRequest = 3

/** Tokens a request's input is likely to be billed as; not a bound (see input-tokens.ts for that). */
export async function expectedInputTokens(
  { messages, output }: Pick<ModelRequest, 'messages' | 'output'>,
  count: (text: string) => Promise<number>,
): Promise<number> {
  const schema = output ? await count(JSON.stringify(output.schema)) : 0
  const counts = await Promise.all(messages.map(({ content }) => count(content)))
  return counts.reduce((sum, tokens) => sum + tokens + perMessage, schema + perRequest)
}
