import { readFileSync } from 'node:fs'
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { createInputCounter } from '../../electron/engine/models/count-input.ts'
import { countInPieces, countTokens } from '../../electron/engine/models/count-tokens.ts'
import { loadTokenizer, vocabularyOf } from '../../electron/engine/models/tokenizer.ts'
import { silentLog } from '../../shared/log.ts'

const plain = { disallowedSpecial: new Set<string>() }
const prose = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')

test.each([
  ['gpt-4o-mini', 'o200k', true],
  ['gpt-4.1', 'o200k', true],
  ['gpt-6-sol', 'o200k', true],
  ['o4-mini', 'o200k', true],
  ['ft:gpt-4o-mini-2024-07-18:company::id', 'o200k', true],
  ['openai/gpt-oss-120b', 'o200k', true],
  ['gpt-4-turbo', 'cl100k', true],
  ['gpt-3.5-turbo', 'cl100k', true],
  ['gemini-3.8-flash', 'o200k', false],
  ['qwen3:8b', 'o200k', false],
  ['anthropic/claude-sonnet-4-5', 'o200k', false],
])('%s is counted with %s', (model, vocabulary, isExact) => {
  expect(vocabularyOf(model)).toEqual({ vocabulary, isExact })
})

test('a long text is counted in pieces, within a token for each cut, and lets others in between', async () => {
  const text = prose.repeat(40)
  await countTokens('a')
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const counted = await countTokens(text)
  clearInterval(timer)
  expect(Math.abs(counted - o200k(text, plain))).toBeLessThanOrEqual(Math.ceil(text.length / 100_000))
  expect(turns).toBeGreaterThan(2)
})

test('one endless word takes no time by the square of its length', { timeout: 10_000 }, async () => {
  const letters = Array.from({ length: 300_000 }, (_, index) => String.fromCharCode(97 + ((index * 7_919) % 26))).join(
    '',
  )
  const counted = await countTokens(letters)
  const part = o200k(letters.slice(0, 2_000), plain)
  expect(counted).toBeGreaterThan(part * 100)
  expect(counted).toBeLessThan(part * 200)
})

test('no cut goes through a character', async () => {
  const emoji = '🧑🏽'.repeat(30_001)
  const cuts: string[] = []
  await countInPieces(emoji, (piece) => {
    cuts.push(piece)
    return 1
  })
  expect(cuts.join('')).toBe(emoji)
  for (const cut of cuts) expect(cut.isWellFormed()).toBe(true)
})

test('text that looks like a control token is counted as text', async () => {
  expect(await countTokens('<|endoftext|>')).toBeGreaterThan(1)
})

test('a count nobody waits for any more ends at its next piece', async () => {
  const tokenizer = await loadTokenizer('o200k')
  let pieces = 0
  const counted = await countInPieces(
    prose.repeat(40),
    (text) => tokenizer(text),
    () => ++pieces <= 2,
  )
  expect(counted).toBeNull()
  expect(pieces).toBe(3)
})

const request = (content: string) => ({ messages: [{ role: 'user' as const, content }] })

test('an estimate is the count of the model’s vocabulary and its framing, times what was learnt', async () => {
  const asked: string[] = []
  const counter = createInputCounter({
    learntFactor(providerId, model) {
      asked.push(`${providerId}/${model}`)
      return 1.5
    },
    mayLoad: true,
    log: silentLog,
  })
  const raw = o200k(prose, plain) + 7
  const estimate = (id: string, model: string) => counter.estimate({ provider: { id }, model, request: request(prose) })
  expect(await estimate('openai', 'gpt-4o')).toBe(raw)
  expect(await estimate('gemini', 'gemini-3.8-flash')).toBe(Math.round(raw * 1.5))
  expect(asked).toEqual(['gemini/gemini-3.8-flash'])
  for (let call = 0; call < 62; call++) await estimate('gemini', 'gemini-3.8-flash')
  // Read anew after 1, 2, 4, 8, 16 and 32 calls.
  expect(asked).toHaveLength(6)
})

test('a call that is over before its count is not counted', async () => {
  await countTokens('a')
  const counter = createInputCounter({ learntFactor: () => 1, mayLoad: true, log: silentLog })
  const ask = { provider: { id: 'openai' }, model: 'gpt-4o', request: request('Hello there') }
  expect(counter.begin(ask).take()).toBeNull()
  const underWay = counter.begin(ask)
  await new Promise((resolve) => setTimeout(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(underWay.take()).toEqual({ tokens: 9, factor: 1 })
})
