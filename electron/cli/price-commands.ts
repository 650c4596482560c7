import type { ModelPrice, OwnPrice } from '../../shared/contract/prices.ts'
import { userError } from '../../shared/errors.ts'
import { formatRate } from '../../shared/money.ts'
import type { PriceSnapshot } from '../../shared/run/model-call.ts'
import { countOf } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

/** `niti prices`: what each model costs, and how well its tokens are counted. */
export function pricesCommand(terminal: Terminal, options: { all?: boolean; json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const prices = await engine.client.prices.list({ all: options.all ?? false })
    if (options.json) return `${JSON.stringify(prices)}\n`
    return `${formatTextTable(prices, columns, terminal.paint)}US dollars for a million tokens.\n`
  })
}

const columns: TextColumn<ModelPrice>[] = [
  { title: 'model', text: ({ model }) => model, most: 44 },
  { title: 'in', align: 'right', text: ({ price }) => rateText(price, 'inputUsdPerMillion') },
  { title: 'cached', align: 'right', text: ({ price }) => extraText(price?.cachedInputUsdPerMillion) },
  { title: 'out', align: 'right', text: ({ price }) => rateText(price, 'outputUsdPerMillion') },
  { title: 'from', text: sourceText },
  { title: 'tokens counted', text: countingText },
]

function rateText(price: PriceSnapshot | null, rate: 'inputUsdPerMillion' | 'outputUsdPerMillion'): string {
  const usd = price?.[rate]
  return usd === null || usd === undefined ? 'unknown' : formatRate(usd)
}

/** Empty where there is no rate of its own: it costs what any input does. */
function extraText(usd: number | null | undefined): string {
  return usd === null || usd === undefined ? '' : formatRate(usd)
}

function sourceText({ price, own }: ModelPrice): string {
  if (!price) return ''
  if (own) return `your own, ${price.asOf}`
  return price.source === 'free' ? 'free' : `price library, ${price.asOf}`
}

/** `1.2 % too high over 48 calls`. */
export function countingText({ counting }: Pick<ModelPrice, 'counting'>): string {
  if (!counting) return ''
  const { calls, differencePercent } = counting
  const off = `${Math.abs(differencePercent).toFixed(1)} %`
  const how = off === '0.0 %' ? 'exactly' : `${off} too ${differencePercent > 0 ? 'high' : 'low'}`
  return `${how} over ${countOf(calls, 'call')}`
}

type Rates = { input: number; output: number; cached?: number; cacheWrite?: number }
export type SetPriceOptions = Rates & {
  over?: number
  overInput?: number
  overOutput?: number
  overCached?: number
  overCacheWrite?: number
}

/** `niti price set`: what the model costs from the next call on. */
export function setPriceCommand(
  terminal: Terminal,
  { model, json, ...options }: SetPriceOptions & { model: string; json?: boolean },
): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const set = await engine.client.prices.set({ model, ...priceOf(options) })
    if (json) return `${JSON.stringify(set)}\n`
    const [input, output] = [rateText(set.price, 'inputUsdPerMillion'), rateText(set.price, 'outputUsdPerMillion')]
    return `${set.model}: ${input} in, ${output} out for a million tokens, from the next call on.\n`
  })
}

/** `niti price remove`. */
export function removePriceCommand(terminal: Terminal, model: string): Promise<void> {
  return withEngine(terminal, async (engine) => {
    await engine.client.prices.remove({ model })
    return `Removed your own price of ${model}.\n`
  })
}

/** The price that options name. @throws a user error where the rates for long input are not whole. */
export function priceOf(options: SetPriceOptions): OwnPrice {
  const { over, overInput, overOutput, overCached, overCacheWrite } = options
  const isAnyLong = [overInput, overOutput, overCached, overCacheWrite].some((rate) => rate !== undefined)
  if (over === undefined && !isAnyLong) return ratesOf(options)
  if (over === undefined || overInput === undefined || overOutput === undefined) {
    throw userError('price.incomplete', 'Other rates for long input need a length, an input and an output rate.', {
      hint: 'Write all three, such as: --over 200000 --over-input 2.5 --over-output 15',
    })
  }
  const long = { input: overInput, output: overOutput, cached: overCached, cacheWrite: overCacheWrite }
  return { ...ratesOf(options), longInput: { overTokens: over, ...ratesOf(long) } }
}

function ratesOf({ input, output, cached, cacheWrite }: Rates): Omit<OwnPrice, 'longInput'> {
  return {
    ...{ inputUsdPerMillion: input, outputUsdPerMillion: output },
    ...(cached !== undefined && { cachedInputUsdPerMillion: cached }),
    ...(cacheWrite !== undefined && { cacheWriteUsdPerMillion: cacheWrite }),
  }
}
