import type { OwnPrice } from '../../../shared/contract/prices.ts'
import { usdToMicroUsd } from '../../../shared/money.ts'
import type { ModelUsage, PriceSnapshot } from '../../../shared/run/model-call.ts'
import type { CallPrice } from './price.ts'

/** A price a person set, and the day they did (`2026-11-22`). */
export type SetPrice = { price: OwnPrice; asOf: string }

export const ownPriceSource = 'own price'

/** What a usage costs at a price a person set, and the rates that applied. */
export function priceByOwn({ price, asOf }: SetPrice, usage: ModelUsage): CallPrice {
  const { inputTokens, outputTokens } = usage
  const rates = ratesFor(price, inputTokens)
  const { inputUsdPerMillion, outputUsdPerMillion } = rates
  const { cachedInputUsdPerMillion = inputUsdPerMillion, cacheWriteUsdPerMillion = inputUsdPerMillion } = rates
  // Cut as for the price library: kinds are part of the input, whatever a careless server says.
  const cached = Math.min(usage.cachedInputTokens, inputTokens)
  const written = Math.min(usage.cacheWriteInputTokens ?? 0, inputTokens - cached)
  const perMillion =
    (inputTokens - cached - written) * inputUsdPerMillion +
    cached * cachedInputUsdPerMillion +
    written * cacheWriteUsdPerMillion +
    outputTokens * outputUsdPerMillion
  return { microUsd: usdToMicroUsd(perMillion / 1_000_000), price: snapshotOf({ price, asOf }, inputTokens) }
}

/** The rates for an input of so many tokens, as they are kept with a call. */
export function snapshotOf({ price, asOf }: SetPrice, inputTokens: number): PriceSnapshot {
  const rates = ratesFor(price, inputTokens)
  return {
    source: ownPriceSource,
    asOf,
    inputUsdPerMillion: rates.inputUsdPerMillion,
    cachedInputUsdPerMillion: rates.cachedInputUsdPerMillion ?? null,
    cacheWriteUsdPerMillion: rates.cacheWriteUsdPerMillion ?? null,
    outputUsdPerMillion: rates.outputUsdPerMillion,
  }
}

/**
 * The most a call of up to so many input tokens can cost. A person may set rates that fall for long inputs, or cached ones
 * above plain ones, so each kind is looked at on both sides of the step.
 */
export function mostByOwn(set: SetPrice, inputTokens: number, outputTokens: number): CallPrice {
  const { longInput } = set.price
  const lengths = longInput && longInput.overTokens < inputTokens ? [inputTokens, longInput.overTokens] : [inputTokens]
  const candidates = lengths.flatMap((length) => {
    const usage = { inputTokens: length, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 }
    return [usage, { ...usage, cachedInputTokens: length }, { ...usage, cacheWriteInputTokens: length }]
  })
  return candidates
    .map((usage) => priceByOwn(set, usage))
    .reduce((most, one) => ((one.microUsd ?? 0) > (most.microUsd ?? 0) ? one : most))
}

function ratesFor({ longInput, ...short }: OwnPrice, inputTokens: number): Omit<OwnPrice, 'longInput'> {
  return longInput && inputTokens > longInput.overTokens ? longInput : short
}
