import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { priceCall, priceData, priceOf } from '../../electron/engine/models/price.ts'
import { loadPriceLibrary, priceLibraryFor } from '../../electron/engine/models/price-library.ts'
import { listedPrices } from '../../electron/engine/models/prices.ts'
import { providers } from '../../electron/engine/models/registry.ts'

const library = await loadPriceLibrary()
const atMs = Date.UTC(2026, 10, 1)
const openai = { priceId: 'openai' }

function usage(inputTokens: number, outputTokens: number, cachedInputTokens = 0) {
  return { inputTokens, outputTokens, cachedInputTokens, reasoningTokens: 0 }
}

function microUsd(provider: { priceId?: string | null }, model: string, tokens: ReturnType<typeof usage>) {
  return priceCall({ provider, model, usage: tokens, atMs }, library).microUsd
}

test('gpt-4o-mini: 1,000 in and 1,000 out are 750 micro-dollars', () => {
  expect(microUsd(openai, 'gpt-4o-mini', usage(1000, 1000))).toBe(750)
  expect(microUsd(openai, 'gpt-4o-mini-2024-07-18', usage(1000, 1000))).toBe(750)
})

test('cached tokens cost less, and are not counted twice', () => {
  expect(microUsd(openai, 'gpt-4o-mini', usage(1000, 1000, 1000))).toBe(675)
  expect(microUsd(openai, 'gpt-4o-mini', usage(1000, 0, 5000))).toBe(75)
})

test('long prompts cost what their tier says, and the snapshot shows it', () => {
  const provider = { priceId: 'google' }
  const short = priceCall({ provider, model: 'gemini-2.5-pro', usage: usage(1000, 0), atMs }, library)
  const long = priceCall({ provider, model: 'gemini-2.5-pro', usage: usage(300_000, 1000), atMs }, library)
  expect(short).toMatchObject({ microUsd: 1250, price: { inputUsdPerMillion: 1.25, outputUsdPerMillion: 10 } })
  expect(long).toMatchObject({ microUsd: 765_000, price: { inputUsdPerMillion: 2.5, outputUsdPerMillion: 15 } })
})

test('the tier of a long prompt holds for cached and for written tokens too, and begins behind its step', () => {
  const google = { priceId: 'google' }
  const at = (inputTokens: number, cached: number) =>
    priceCall({ provider: google, model: 'gemini-2.5-pro', usage: usage(inputTokens, 100, cached), atMs }, library)
  // 200,000 is not long yet: (200,000 - 40,000) * $1.25 + 40,000 * $0.125 + 100 * $10, each per million.
  expect(at(200_000, 40_000)).toMatchObject({
    microUsd: 206_000,
    price: { inputUsdPerMillion: 1.25, cachedInputUsdPerMillion: 0.125, outputUsdPerMillion: 10 },
  })
  expect(at(200_001, 40_000)).toMatchObject({
    microUsd: Math.round(160_001 * 2.5 + 40_000 * 0.25 + 100 * 15),
    price: { inputUsdPerMillion: 2.5, cachedInputUsdPerMillion: 0.25, outputUsdPerMillion: 15 },
  })
})

test('keeping the input costs extra where the vendor says so: Claude’s cache writes', () => {
  const anthropic = { priceId: 'anthropic' }
  const wrote = { ...usage(10_000, 100, 2_000), cacheWriteInputTokens: 5_000 }
  // 3,000 plain at $15, 2,000 read at $1.50, 5,000 written at $18.75, 100 out at $75.
  expect(priceCall({ provider: anthropic, model: 'claude-opus-4-1', usage: wrote, atMs }, library)).toMatchObject({
    microUsd: 45_000 + 3_000 + 93_750 + 7_500,
    price: { inputUsdPerMillion: 15, cachedInputUsdPerMillion: 1.5, cacheWriteUsdPerMillion: 18.75 },
  })
  const long = { ...usage(300_000, 0), cacheWriteInputTokens: 300_000 }
  expect(priceCall({ provider: anthropic, model: 'claude-sonnet-4-5', usage: long, atMs }, library)).toMatchObject({
    microUsd: 300_000 * 7.5,
    price: { cacheWriteUsdPerMillion: 7.5 },
  })
})

test('what is read from a cache costs half with GPT-4o, and the snapshot says at what rate', () => {
  const call = { provider: openai, model: 'gpt-4o', usage: usage(10_000, 0, 4_000), atMs }
  expect(priceCall(call, library)).toMatchObject({
    microUsd: 15_000 + 5_000,
    price: { inputUsdPerMillion: 2.5, cachedInputUsdPerMillion: 1.25, cacheWriteUsdPerMillion: null },
  })
})

// Budgets hold the price of the longest input a call may have: it must be the most.
test('no rate of the models here falls with the length, and none is higher for cached tokens', () => {
  for (const provider of providers.filter(({ priceId }) => typeof priceId === 'string')) {
    for (const { id } of provider.models) {
      const rates = [1, 100_000, 200_000, 200_001, 272_000, 272_001, 1_000_000].map(
        (inputTokens) => priceCall({ provider, model: id, usage: usage(inputTokens, 1), atMs }, library).price,
      )
      for (const [index, rate] of rates.entries()) {
        const before = rates[index - 1]
        if (!rate) continue
        expect(rate.cachedInputUsdPerMillion ?? 0, id).toBeLessThanOrEqual(rate.inputUsdPerMillion ?? 0)
        for (const key of ['inputUsdPerMillion', 'outputUsdPerMillion', 'cacheWriteUsdPerMillion'] as const) {
          expect(rate[key] ?? 0, id).toBeGreaterThanOrEqual(before?.[key] ?? 0)
        }
      }
    }
  }
})

test('what nobody knows is unknown, never 0', () => {
  const unknown = { microUsd: null, price: null }
  expect(priceCall({ provider: openai, model: 'gpt-99', usage: usage(1, 1), atMs }, library)).toEqual(unknown)
  expect(priceCall({ provider: openai, model: 'whisper-1', usage: usage(1000, 0), atMs }, library)).toEqual(unknown)
  expect(priceCall({ provider: {}, model: 'gpt-4o-mini', usage: usage(1, 1), atMs }, library)).toEqual(unknown)
})

test('calls on this machine are free, and need no price data', async () => {
  for (const id of ['demo', 'ollama', 'lm-studio', 'llama-cpp', 'vllm']) {
    const provider = providers.find((candidate) => candidate.id === id) ?? {}
    expect(await priceLibraryFor(provider), id).toBeNull()
    const free = priceCall({ provider, model: 'any', usage: usage(5, 5), atMs }, null)
    expect(free, id).toMatchObject({ microUsd: 0, price: { source: 'free' } })
  }
})

test('the snapshot names its source and the day of its data', () => {
  expect(priceOf(openai, 'gpt-4o-mini', atMs, library)).toEqual({
    source: '@pydantic/genai-prices 0.1.8: openai/gpt-4o-mini',
    asOf: '2026-09-23',
    inputUsdPerMillion: 0.15,
    cachedInputUsdPerMillion: 0.075,
    cacheWriteUsdPerMillion: null,
    outputUsdPerMillion: 0.6,
  })
  const installed = JSON.parse(readFileSync(`node_modules/${priceData.name}/package.json`, 'utf8'))
  expect(installed.version, 'new price data: set its version and its day in price.ts').toBe(priceData.version)
})

test('estimates what the same tokens would have cost elsewhere', async () => {
  const tokens = usage(1000, 1000)
  expect(await listedPrices.estimate({ model: 'openai/gpt-4o-mini', usage: tokens, atMs, providers })).toBe(750)
  expect(await listedPrices.estimate({ model: 'compatible/x', usage: tokens, atMs, providers })).toBeNull()
})

test('every default model has a price', () => {
  for (const provider of providers) {
    if (!provider.defaultModel) continue
    expect(priceOf(provider, provider.defaultModel, atMs, library), provider.id).not.toBeNull()
  }
})
