import { readFileSync } from 'node:fs'
import { encode as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { encode as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { encode as p50k } from 'gpt-tokenizer/encoding/p50k_base'
import { encode as r50k } from 'gpt-tokenizer/encoding/r50k_base'
import { expect, test } from 'vitest'
import { countInputTokens, maxInputTokens } from '../../electron/engine/costs/input-tokens.ts'
import { countTokens } from '../../electron/engine/models/count-tokens.ts'

const repeated = (text: string, times: number) => Array.from({ length: times }, () => text).join('\n')

const texts: Record<string, string> = {
  English: readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8'),
  code: readFileSync(new URL('../../electron/engine/run/run-loop.ts', import.meta.url), 'utf8'),
  JSON: readFileSync(new URL('../../resources/workflow.schema.json', import.meta.url), 'utf8'),
  figures: repeated('3.14159265358979 2718281828 1,234,567.89; 2026-11-22T18:00:00.000Z', 40),
  base64: Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 7_919) % 251)).toString('base64'),
  German: repeated(
    'Die Donaudampfschifffahrtsgesellschaft prüft die Überweisungsträger außergewöhnlich gründlich.',
    20,
  ),
  Russian: repeated('Съешь ещё этих мягких французских булок, да выпей же чаю.', 20),
  Chinese: repeated('人工智能模型按词元计费,预算必须在调用之前保留。', 20),
  Japanese: repeated('吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。', 20),
  Hindi: repeated('सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।', 20),
  emoji: repeated('👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀 1️⃣2️⃣', 20),
  'control tokens': repeated('<|endoftext|><|im_start|>system<|im_end|>', 20),
}

const request = (text: string) => ({ model: 'm', messages: [{ role: 'user' as const, content: text }] })
const plain = { disallowedSpecial: new Set<string>() }
const encodings = { o200k, cl100k, p50k, r50k }

test.each(Object.keys(texts))('%s: no vocabulary takes more tokens than its bytes', (name) => {
  const text = texts[name] ?? ''
  for (const encode of Object.values(encodings)) {
    expect(encode(text, plain).length).toBeLessThanOrEqual(maxInputTokens(request(text)))
  }
})

test.each(Object.keys(texts))('%s: what is counted is enough for OpenAI’s tokenizer, and close to it', async (name) => {
  const text = texts[name] ?? ''
  const counted = await countInputTokens(request(text), { provider: 'openai', model: 'gpt-4o-mini' }, countTokens)
  const real = o200k(text, plain).length
  expect(counted).toBeGreaterThanOrEqual(real)
  expect(counted).toBeLessThanOrEqual(Math.ceil(real * 1.06) + 40)
})

// The smallest of them (GPT-2's, 50,000 entries, made for English) is older and poorer than any that is billed today.
test.each(Object.keys(texts))(
  '%s: what is counted for other models is enough for much smaller vocabularies',
  async (name) => {
    const text = texts[name] ?? ''
    const counted = await countInputTokens(
      request(text),
      { provider: 'gemini', model: 'gemini-3.8-flash' },
      countTokens,
    )
    for (const [encoding, encode] of Object.entries(encodings)) {
      expect({ encoding, enough: encode(text, plain).length <= counted }).toEqual({ encoding, enough: true })
    }
    expect(counted).toBeLessThanOrEqual(maxInputTokens(request(text)))
  },
)

test('a schema counts as part of the input', () => {
  const output = { name: 'answer', schema: { type: 'object', properties: { a: { type: 'string' } } } }
  const withSchema = maxInputTokens({ ...request('Hi'), output })
  expect(withSchema).toBeGreaterThan(maxInputTokens(request('Hi')) + JSON.stringify(output.schema).length)
})
