import type { ModelUsage } from '../../../shared/run/model-call.ts'
import { giveWay } from '../event-loop-turn.ts'
import { type BilledCall, usageOf } from '../store/costs.store.ts'

/** What a usage costs with a model (`provider/model`) today, in micro-dollars; null where nobody knows. */
export type Estimate = (asked: { model: string; usage: ModelUsage }) => Promise<number | null>

type Alike = { usage: ModelUsage; insteadOf: string | null; calls: number }
type Compared = { model: string; microUsd: number | null; isAsPlanned: boolean }

/** Calls that used as much are priced once. */
export function createUsageTally() {
  const alike = new Map<string, Alike>()
  return {
    add(call: BilledCall): void {
      const { input_tokens: input, cached_input_tokens: cached, cache_write_input_tokens: written } = call
      const key = `${input} ${cached} ${written} ${call.output_tokens} ${call.reasoning_tokens} ${call.instead_of}`
      const known = alike.get(key)
      if (known) known.calls += 1
      else alike.set(key, { usage: usageOf(call), insteadOf: call.instead_of, calls: 1 })
    },
    alike: (): Alike[] => [...alike.values()],
  }
}

/**
 * What the calls would have cost with each of the models. A dry run's calls come first with the models they name: `model`
 * is that one, or all of them with commas between.
 */
export async function compareCosts(alike: Alike[], models: string[], estimate: Estimate): Promise<Compared[]> {
  /** Null as soon as there is a call that nobody knows the price of. */
  async function costOf(calls: Alike[], modelOf: (call: Alike) => string): Promise<number | null> {
    let microUsd = 0
    for (const call of calls) {
      const one = await estimate({ model: modelOf(call), usage: call.usage })
      if (one === null) return null
      microUsd += one * call.calls
      const turn = giveWay()
      if (turn) await turn
    }
    return microUsd
  }

  const planned = alike.filter(({ insteadOf }) => insteadOf !== null)
  const names = [...new Set(planned.map(({ insteadOf }) => insteadOf ?? ''))]
  const asPlanned = names.length > 0 && {
    model: names.join(', '),
    microUsd: await costOf(planned, ({ insteadOf }) => insteadOf ?? ''),
    isAsPlanned: true,
  }
  const compared: Compared[] = asPlanned ? [asPlanned] : []
  for (const model of new Set(models)) {
    compared.push({ model, microUsd: await costOf(alike, () => model), isAsPlanned: false })
  }
  return compared
}
