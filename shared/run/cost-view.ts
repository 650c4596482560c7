import { containersOf } from './events.ts'
import type { ModelUsage } from './model-call.ts'

/** Tokens and money of some calls. `unknownCalls` of them have no known price and are not in `microUsd`. */
export type CostView = {
  inputTokens: number
  outputTokens: number
  microUsd: number
  unknownCalls: number
  calls: number
}

export const noCost: CostView = { inputTokens: 0, outputTokens: 0, microUsd: 0, unknownCalls: 0, calls: 0 }

export function plusCall(cost: CostView, usage: ModelUsage, microUsd: number | null): CostView {
  return {
    inputTokens: cost.inputTokens + usage.inputTokens,
    outputTokens: cost.outputTokens + usage.outputTokens,
    microUsd: cost.microUsd + (microUsd ?? 0),
    unknownCalls: cost.unknownCalls + (microUsd === null ? 1 : 0),
    calls: cost.calls + 1,
  }
}

/** The container nodes a scope stands in, each with its own scope: `a#1/b#0` gives `b` in `a#1`, then `a` at the top. */
export function containersAround(scope: string): { node: string; scope: string }[] {
  const names = containersOf(scope)
  const parts = scope === '' ? [] : scope.split('/')
  return names.map((node, depth) => ({ node, scope: parts.slice(0, depth).join('/') })).reverse()
}
