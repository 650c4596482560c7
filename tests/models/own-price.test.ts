import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostByOwn, priceByOwn } from '../../electron/engine/models/own-price.ts'
import { createPrices } from '../../electron/engine/models/prices.ts'
import { providers } from '../../electron/engine/models/registry.ts'
import type { OwnPrice } from '../../shared/contract/prices.ts'

const asOf = '2026-11-22'
const usage = (inputTokens: number, outputTokens: number) => ({
  ...{ inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 },
})
const plain: OwnPrice = { inputUsdPerMillion: 2, outputUsdPerMillion: 8 }

test('input and output at their rates, rounded to whole micro-dollars', () => {
  expect(priceByOwn({ price: plain, asOf }, usage(1_000, 500))).toEqual({
    microUsd: 6_000,
    price: {
      source: 'own price',
      asOf,
      inputUsdPerMillion: 2,
      cachedInputUsdPerMillion: null,
      cacheWriteUsdPerMillion: null,
      outputUsdPerMillion: 8,
    },
  })
  const cheap = { inputUsdPerMillion: 0.0004, outputUsdPerMillion: 0 }
  expect(priceByOwn({ price: cheap, asOf }, usage(2_000, 0)).microUsd).toBe(1)
})

test('cached and written tokens cost what others do unless they have a rate', () => {
  const kinds = { ...usage(1_000, 0), cachedInputTokens: 300, cacheWriteInputTokens: 200 }
  expect(priceByOwn({ price: plain, asOf }, kinds).microUsd).toBe(2_000)
  const rated = { ...plain, cachedInputUsdPerMillion: 0.2, cacheWriteUsdPerMillion: 2.5 }
  expect(priceByOwn({ price: rated, asOf }, kinds)).toMatchObject({
    microUsd: 500 * 2 + 300 * 0.2 + 200 * 2.5,
    price: { cachedInputUsdPerMillion: 0.2, cacheWriteUsdPerMillion: 2.5 },
  })
  // A careless server: more cached than there is.
  expect(priceByOwn({ price: rated, asOf }, { ...usage(100, 0), cachedInputTokens: 900 }).microUsd).toBe(20)
})

test('a long input has its own rates, for the whole call', () => {
  const price = { ...plain, longInput: { overTokens: 1_000, inputUsdPerMillion: 4, outputUsdPerMillion: 12 } }
  expect(priceByOwn({ price, asOf }, usage(1_000, 10)).microUsd).toBe(2_080)
  expect(priceByOwn({ price, asOf }, usage(1_001, 10))).toMatchObject({
    microUsd: 4_124,
    price: { inputUsdPerMillion: 4, outputUsdPerMillion: 12 },
  })
})

const rate = fc.double({ min: 0, max: 1_000, noNaN: true })
const rates = fc.record(
  {
    ...{ inputUsdPerMillion: rate, outputUsdPerMillion: rate },
    ...{ cachedInputUsdPerMillion: rate, cacheWriteUsdPerMillion: rate },
  },
  { requiredKeys: ['inputUsdPerMillion', 'outputUsdPerMillion'] },
)
const anyPrice = fc
  .tuple(rates, fc.option(fc.tuple(fc.integer({ min: 1, max: 5_000 }), rates)))
  .map(([short, long]): OwnPrice => ({ ...short, ...(long && { longInput: { overTokens: long[0], ...long[1] } }) }))

test('what is held is never less than any call within it costs, whatever rates a person sets', () => {
  fc.assert(
    fc.property(
      anyPrice,
      ...[fc.nat(10_000), fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true })],
      ...[fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })],
      (price, input, output, part, cachedPart, writtenPart) => {
        const inputTokens = Math.floor(input * part)
        const cachedInputTokens = Math.floor(inputTokens * cachedPart)
        const cacheWriteInputTokens = Math.floor((inputTokens - cachedInputTokens) * writtenPart)
        const real = { ...usage(inputTokens, Math.floor(output * part)), cachedInputTokens, cacheWriteInputTokens }
        const held = mostByOwn({ price, asOf }, input, output).microUsd ?? 0
        expect(held).toBeGreaterThanOrEqual(priceByOwn({ price, asOf }, real).microUsd ?? 0)
        expect(mostByOwn({ price, asOf }, input + 1, output).microUsd ?? 0).toBeGreaterThanOrEqual(held)
      },
    ),
    { numRuns: 500 },
  )
})

test('a price of one’s own stands before the library’s, also for the dated name that answers, and for free models', async () => {
  const own: Record<string, OwnPrice> = { 'openai/gpt-4o': plain, 'ollama/qwen3:8b': plain }
  const prices = createPrices({
    ownPriceOf: (ref) => (own[ref] ? { price: own[ref], asOf } : null),
  })
  const find = (id: string) => providers.find((provider) => provider.id === id) ?? { id }
  const atMs = Date.UTC(2026, 10, 22)
  const pricing = await prices.of(find('openai'), 'gpt-4o', atMs)
  expect(pricing).toMatchObject({ isOwn: true, shown: { source: 'own price', inputUsdPerMillion: 2 } })
  expect(pricing.bill(usage(1_000, 0), 'gpt-4o-2024-08-06').microUsd).toBe(2_000)
  expect((await prices.listed(find('openai'), 'gpt-4o', atMs)).bill(usage(1_000, 0)).microUsd).toBe(2_500)
  expect((await prices.of(find('openai'), 'gpt-4o-mini', atMs)).isOwn).toBe(false)
  expect((await prices.of(find('ollama'), 'qwen3:8b', atMs)).bill(usage(1_000, 0)).microUsd).toBe(2_000)
  expect((await prices.of(find('ollama'), 'other', atMs)).bill(usage(1_000, 0)).microUsd).toBe(0)
  expect(await prices.estimate({ model: 'openai/gpt-4o', usage: usage(1_000, 0), atMs, providers })).toBe(2_000)
})
