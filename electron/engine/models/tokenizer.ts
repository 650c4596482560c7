/** Vocabularies that OpenAI published; each takes 0.1 to 0.3 s to load, so none is before it is needed. */
const vocabularies = {
  o200k: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k: () => import('gpt-tokenizer/encoding/cl100k_base'),
}
export type Vocabulary = keyof typeof vocabularies

type Counts = { countTokens(text: string, options: { disallowedSpecial: Set<string> }): number }

export type Tokenizer = (text: string) => number

const loading = new Map<Vocabulary, Promise<Tokenizer>>()
const loaded = new Map<Vocabulary, Tokenizer>()

/** The first that matches holds; `models/` or a vendor's name may stand before (`openai/gpt-4o`, as gateways write it). */
const families: [RegExp, Vocabulary][] = [
  [/^(gpt-4o|gpt-4\.[15]|gpt-[5-9]|gpt-oss|chatgpt-4o|codex-mini|o\d)/, 'o200k'],
  [/^(gpt-4|gpt-3\.5)/, 'cl100k'],
]

/**
 * What a model's tokens are counted with. `isExact`: with its own vocabulary; else with one of OpenAI's, whose count is
 * off by a part that is much the same from call to call.
 */
export function vocabularyOf(model: string): { vocabulary: Vocabulary; isExact: boolean } {
  const name = model.replace(/^ft:/, '').replace(/^.*\//, '')
  const family = families.find(([pattern]) => pattern.test(name))
  return family ? { vocabulary: family[1], isExact: true } : { vocabulary: 'o200k', isExact: false }
}

export function loadTokenizer(vocabulary: Vocabulary): Promise<Tokenizer> {
  const known = loading.get(vocabulary) ?? load(vocabulary)
  loading.set(vocabulary, known)
  return known
}

/** The tokenizer where it was loaded for somebody already; null, and nothing is loaded, where it was not. */
export function loadedTokenizer(vocabulary: Vocabulary): Tokenizer | null {
  return loaded.get(vocabulary) ?? null
}

async function load(vocabulary: Vocabulary): Promise<Tokenizer> {
  const counts: Counts = await vocabularies[vocabulary]()
  // Text that looks like a control token is text: it came from a document, not from us.
  const tokenizer = (text: string) => counts.countTokens(text, { disallowedSpecial: new Set() })
  loaded.set(vocabulary, tokenizer)
  return tokenizer
}
