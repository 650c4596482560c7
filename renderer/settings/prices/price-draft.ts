import type { ModelPrice, OwnPrice } from '../../../shared/contract/prices.ts'
import { text } from '../../text.ts'
import { parseNumber } from '../../ui/parse-number.ts'

const words = text.prices.dialog

type RateFields = { input: string; output: string; cached: string; cacheWrite: string }
/** A price as it is typed. */
export type PriceDraft = { model: string; short: RateFields; hasLong: boolean; overTokens: string; long: RateFields }

export type PriceErrors = {
  model?: string
  overTokens?: string
  short: Partial<Record<keyof RateFields, string>>
  long: Partial<Record<keyof RateFields, string>>
}

const rateLimits = { min: 0, max: 1_000_000, isInteger: false }
const tokenLimits = { min: 1, max: 1_000_000_000_000, isInteger: true }
const noRates: RateFields = { input: '', output: '', cached: '', cacheWrite: '' }

/** What the dialog begins with: the price a person set, else the listed one, to be changed. */
export function draftOf(of: ModelPrice | null): PriceDraft {
  const { own, price } = of ?? {}
  const short = own ?? {
    inputUsdPerMillion: price?.inputUsdPerMillion ?? undefined,
    outputUsdPerMillion: price?.outputUsdPerMillion ?? undefined,
    cachedInputUsdPerMillion: price?.cachedInputUsdPerMillion ?? undefined,
    cacheWriteUsdPerMillion: price?.cacheWriteUsdPerMillion ?? undefined,
  }
  return {
    model: of?.model ?? '',
    short: fieldsOf(short),
    hasLong: own?.longInput !== undefined,
    overTokens: own?.longInput ? String(own.longInput.overTokens) : '200000',
    long: own?.longInput ? fieldsOf(own.longInput) : noRates,
  }
}

function fieldsOf(rates: Partial<Omit<OwnPrice, 'longInput'>>): RateFields {
  const typed = (rate: number | undefined) => (rate === undefined ? '' : String(rate))
  return {
    input: typed(rates.inputUsdPerMillion),
    output: typed(rates.outputUsdPerMillion),
    cached: typed(rates.cachedInputUsdPerMillion),
    cacheWrite: typed(rates.cacheWriteUsdPerMillion),
  }
}

/** The price that was typed, or what is wrong with it, field by field. */
export function readDraft(draft: PriceDraft): { model: string; price: OwnPrice } | { errors: PriceErrors } {
  const errors: PriceErrors = { short: rateErrors(draft.short), long: draft.hasLong ? rateErrors(draft.long) : {} }
  const model = draft.model.trim()
  const overTokens = parseNumber(draft.overTokens, tokenLimits)
  if (!/^[^/\s]+\/\S+$/.test(model)) errors.model = words.invalidModel
  if (draft.hasLong && overTokens === null) errors.overTokens = words.invalidTokens
  const { short, long, ...others } = errors
  if (Object.keys({ ...short, ...long, ...others }).length > 0) return { errors }
  const longInput = draft.hasLong && overTokens !== null ? { overTokens, ...ratesOf(draft.long) } : undefined
  return { model, price: { ...ratesOf(draft.short), ...(longInput && { longInput }) } }
}

function rateErrors(fields: RateFields): PriceErrors['short'] {
  const errors: PriceErrors['short'] = {}
  for (const name of ['input', 'output', 'cached', 'cacheWrite'] as const) {
    const typed = fields[name]
    const mayBeEmpty = name === 'cached' || name === 'cacheWrite'
    if (typed.trim() === '' && mayBeEmpty) continue
    if (parseNumber(typed, rateLimits) === null) errors[name] = words.invalidRate
  }
  return errors
}

/** Of fields that were found to be right. */
function ratesOf(fields: RateFields): Omit<OwnPrice, 'longInput'> {
  const [cached, cacheWrite] = [parseNumber(fields.cached, rateLimits), parseNumber(fields.cacheWrite, rateLimits)]
  return {
    inputUsdPerMillion: parseNumber(fields.input, rateLimits) ?? 0,
    outputUsdPerMillion: parseNumber(fields.output, rateLimits) ?? 0,
    ...(cached !== null && { cachedInputUsdPerMillion: cached }),
    ...(cacheWrite !== null && { cacheWriteUsdPerMillion: cacheWrite }),
  }
}
