let loading: Promise<typeof import('gpt-tokenizer/encoding/o200k_base')> | undefined

/**
 * Tokens of a text as OpenAI's current models count them; for other models an estimate. The vocabulary takes 0.3 s to
 * load, so it is only loaded where a provider left us without a count.
 */
export async function countTokens(text: string): Promise<number> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base')
  const tokenizer = await loading
  // Text that looks like a control token is text: it came from a document, not from us.
  return tokenizer.countTokens(text, { disallowedSpecial: new Set() })
}
