import { oc } from '@orpc/contract'
import { z } from 'zod'
import { priceSnapshot } from '../run/model-call.ts'

const rate = z.number().nonnegative().max(1_000_000)
const rates = {
  ...{ inputUsdPerMillion: rate, outputUsdPerMillion: rate },
  /** Left out: cached tokens cost what others do, and keeping them costs nothing more. */
  ...{ cachedInputUsdPerMillion: rate.optional(), cacheWriteUsdPerMillion: rate.optional() },
}

/** A price that a person set for a model; US dollars for a million tokens. */
export const ownPrice = z.object({
  ...rates,
  /** Other rates for the whole call where its input is longer than so many tokens. */
  longInput: z.object({ overTokens: z.number().int().positive(), ...rates }).optional(),
})
export type OwnPrice = z.infer<typeof ownPrice>

const modelRef = z.string().regex(/^[^/]+\/.+$/, 'must read provider/model')

/** What a model costs, and how well its tokens are counted here. */
export const modelPrice = z.object({
  model: modelRef,
  title: z.string(),
  /** What calls are billed at now; null where nobody knows. */
  price: priceSnapshot.nullable(),
  own: ownPrice.nullable(),
  /** The price library's, where a person's own stands before it. */
  listed: priceSnapshot.nullable(),
  /**
   * Tokens counted here beside those the provider billed, over its last calls: the mean difference and the mean error
   * without its sign, in per cent of what was billed. null before there is a call to tell by.
   */
  counting: z.object({ calls: z.number().int(), differencePercent: z.number(), errorPercent: z.number() }).nullable(),
})
export type ModelPrice = z.infer<typeof modelPrice>

export const pricesContract = {
  /**
   * Every model of the providers that are ready, every one with an own price, and those that were asked so far; not the
   * offline stand-in, for which nobody bills. `all`: also those of providers that are not set up.
   */
  list: oc.input(z.object({ all: z.boolean().default(false) }).optional()).output(z.array(modelPrice)),
  /** Calls from now on are billed at it; what was billed stays as it is. */
  set: oc.input(ownPrice.extend({ model: modelRef })).output(modelPrice),
  /** The price library's price holds again. */
  remove: oc.input(z.object({ model: modelRef })).output(z.void()),
}
