import type { SentRequest } from '../models/define-provider.ts'
import { mostFileTokens } from '../models/file-tokens.ts'
import { sentText } from '../models/sent-text.ts'

/** Tokens around each message (role, separators) and around the whole: vendors document 3 to 7 and 3. */
const perMessage = 12
const perRequest = 24
/** What vendors put before the list of tools: Anthropic documents up to 700 tokens for its models, the others less. */
const toolInstructions = 800

/** Families of OpenAI that count with the very tokenizer installed here (o200k). */
const o200k = /^(ft:)?(gpt-4o|gpt-4\.1|gpt-4\.5|gpt-[5-9]|gpt-oss|chatgpt-4o|o\d)/

/**
 * What a request's input cannot exceed: a token stands for one byte of UTF-8 at least, in byte-pair and in sentence-piece
 * vocabularies with byte fallback alike. Costs nothing to know, and is about four times too much for English.
 */
export function maxInputTokens(request: SentRequest): number {
  return Buffer.byteLength(sentText(request)) + framing(request) + mostFileTokens(request)
}

/**
 * The same, closer: counted. Exact for OpenAI's current models but for their framing, so 5 % are added there. Other
 * vocabularies are mostly smaller: what is ASCII may take up to twice the tokens, figures and indentation one token for each
 * character; what is not ASCII is held at its bytes, as a vocabulary may not know that script at all. A test holds this
 * against GPT-2's vocabulary, a quarter of today's in size. Never more than `maxInputTokens`.
 */
export async function countInputTokens(
  request: SentRequest,
  { provider, model }: { provider: string; model: string },
  count: (text: string) => Promise<number>,
): Promise<number> {
  const text = sentText(request)
  const most = Buffer.byteLength(text)
  const counted =
    provider === 'openai' && o200k.test(model)
      ? Math.ceil((await count(text)) * 1.05)
      : await foreignTokens(text, count)
  return Math.min(counted, most) + framing(request) + mostFileTokens(request)
}

async function foreignTokens(text: string, count: (text: string) => Promise<number>): Promise<number> {
  const ascii = text.replace(/[^\0-\x7f]+/g, ' ')
  const singles = text.match(/\d|(?<=\s)\s/g)?.length ?? 0
  const other = Buffer.byteLength(text) - Buffer.byteLength(text.replace(/[^\0-\x7f]+/g, ''))
  return (await count(ascii)) * 2 + singles + other
}

/** A schema is rewritten by vendors, with a few tokens for each of its parts: `sentText` has it in full, and once more here. */
function framing({ messages, output, tools = [] }: SentRequest): number {
  const schemas = [...(output ? [output.schema] : []), ...tools.map((tool) => tool.schema)]
  const calls = messages.reduce((count, message) => count + (message.toolCalls?.length ?? 0), 0)
  const vendorsOwn = tools.length > 0 ? toolInstructions : 0
  const schemaTokens = schemas.reduce((sum, schema) => sum + JSON.stringify(schema).length, 0)
  return (messages.length + calls + tools.length) * perMessage + perRequest + schemaTokens + vendorsOwn
}
