import type { ModelUsage, PriceSnapshot } from '../../../shared/run/model-call.ts'

/** A try that has to be paid although it did not become the reply. One ledger row each. */
export type PaidTry = {
  provider: string
  model: string
  text: string
  usage: ModelUsage
  microUsd: number | null
  price: PriceSnapshot | null
  latencyMs: number
  firstTokenMs: number | null
}

/**
 * What a failed try cost. `unknown`: it left and was broken off before anything of an answer came, so the provider may bill
 * it, and only it knows how much. null: nothing, as it never left or was refused.
 */
export type TryCost = PaidTry | 'unknown' | null
