import type { ModelPrice } from '../../../shared/contract/prices.ts'
import type { CountedCalls } from '../store/counted-calls.store.ts'

/** Calls of a model that tell how well its tokens are counted. */
const lastCalls = 200
/** Beyond this it is not the vocabulary: a server that bills something else than what was sent. */
const mostFactor = 4

/** What a provider billed for each token that its request was counted as, before a learnt factor was applied; 1 before there is a call. */
export function learntFactor(store: CountedCalls, provider: string, model: string): number {
  const calls = store.last(provider, model, lastCalls)
  const billed = sum(calls, (call) => call.billed)
  const raw = sum(calls, (call) => call.counted / call.factor)
  return raw === 0 ? 1 : Math.min(mostFactor, Math.max(1 / mostFactor, billed / raw))
}

/** How far what was counted was off what was billed, over the last calls; null before there is one. */
export function countingOf(store: CountedCalls, provider: string, model: string): ModelPrice['counting'] {
  const calls = store.last(provider, model, lastCalls)
  if (calls.length === 0) return null
  const offs = calls.map(({ billed, counted }) => ((counted - billed) / billed) * 100)
  return {
    calls: calls.length,
    differencePercent: rounded(sum(offs, (off) => off) / offs.length),
    errorPercent: rounded(sum(offs, Math.abs) / offs.length),
  }
}

function sum<T>(items: T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}

function rounded(percent: number): number {
  // Adding 0 keeps -0 from being shown.
  return Math.round(percent * 100) / 100 + 0
}
