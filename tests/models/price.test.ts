import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { priceCall, priceData, priceOf } from '../../electron/engine/models/price.ts'
import { estimateCost, loadPriceLibrary, priceLibraryFor } from '../../electron/engine/models/price-library.ts'
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
    outputUsdPerMillion: 0.6,
  })
  const installed = JSON.parse(readFileSync(`node_modules/${priceData.name}/package.json`, 'utf8'))
  expect(installed.version, 'new price data: set its version and its day in price.ts').toBe(priceData.version)
})

test('estimates what the same tokens would have cost elsewhere', async () => {
  const tokens = usage(1000, 1000)
  expect(await estimateCost({ model: 'openai/gpt-4o-mini', usage: tokens, atMs, providers })).toBe(750)
  expect(await estimateCost({ model: 'compatible/x', usage: tokens, atMs, providers })).toBeNull()
})

test('every default model has a price', () => {
  for (const provider of providers) {
    if (!provider.defaultModel) continue
    expect(priceOf(provider, provider.defaultModel, atMs, library), provider.id).not.toBeNull()
  }
})
