/** How many tokens a model may answer with when nothing is said. `isKnown`: its vendor says so; else a cautious guess. */
export type OutputLimit = { tokens: number; isKnown: boolean }

/**
 * Most tokens of one answer, reasoning included, as the vendors' model pages give them (November 2026). The first pattern
 * that matches holds; dated names come before the names they are dated versions of.
 */
const documented: Record<string, [RegExp, number][]> = {
  openai: [
    [/^gpt-4o-2024-05-13/, 4_096],
    [/^gpt-5-chat|^gpt-5\.\d-chat/, 16_384],
    [/^gpt-[56]/, 128_000],
    [/^gpt-4\.1/, 32_768],
    [/^(gpt-4o|gpt-4\.5|chatgpt-4o)/, 16_384],
    [/^o1-preview/, 32_768],
    [/^o1-mini/, 65_536],
    [/^o[134]/, 100_000],
    [/^gpt-4-(turbo|1106|0125|vision)/, 4_096],
    [/^gpt-4/, 8_192],
    [/^gpt-3\.5/, 4_096],
  ],
  anthropic: [
    [/^claude-[a-z]+-[5-9]|^claude-opus-4-[6-9]/, 128_000],
    [/^claude-(opus|haiku)-4-5|^claude-sonnet-4/, 64_000],
    [/^claude-opus-4/, 32_000],
    [/^claude-3-7/, 64_000],
    [/^claude-3-5/, 8_192],
    [/^claude-3/, 4_096],
  ],
  gemini: [
    [/^(models\/)?gemini-(1|2\.0)/, 8_192],
    [/^(models\/)?gemini-(2\.5|3)/, 65_536],
  ],
}

/** What is asked of a model nobody here knows: more would be refused by some, and most answers are shorter. */
const guess: Record<string, number> = { openai: 32_768, gemini: 65_536, anthropic: 32_000 }
const otherwise = 4_096

export function outputLimitOf(provider: string, model: string): OutputLimit {
  // A fine-tuned model has the limits of the one it was made from: `ft:gpt-4o-mini-2024-07-18:company::id`.
  const name = model.replace(/^ft:/, '')
  const known = documented[provider]?.find(([pattern]) => pattern.test(name))
  return known ? { tokens: known[1], isKnown: true } : { tokens: guess[provider] ?? otherwise, isKnown: false }
}
