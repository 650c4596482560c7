import type { ProviderState } from '../../../shared/contract/connections.ts'
import type { ModelCost } from '../../../shared/contract/costs.ts'
import { text } from '../../text.ts'
import { formatCount } from '../../ui/format.ts'

export type CompareRow = {
  model: string
  title: string
  provider: string
  microUsd: number
  /** Against what it is compared with, in words; null where that cost nothing or nobody knows. */
  difference: string | null
  isReady: boolean
}

/** Models that a price is known of, those that can be used now first; no more than the engine compares at once. */
export function comparableModels(providers: readonly ProviderState[]): string[] {
  const isPriced = ({ price }: ProviderState['models'][number]) =>
    price !== null && price.inputUsdPerMillion !== null && price.outputUsdPerMillion !== null
  const refs = providers
    .filter(({ id }) => id !== offlineProvider)
    .sort((a, b) => Number(b.ready) - Number(a.ready))
    .flatMap(({ models }) => models.filter(isPriced).map(({ ref }) => ref))
  return [...new Set(refs)].slice(0, mostCompared)
}

const mostCompared = 200
/** Its model is there to try things out; nobody would run a workflow with it to save money. */
const offlineProvider = 'demo'

/** The models by what they would have cost, cheapest first; those whose price nobody knows are left out. */
export function compareRows(
  models: readonly ModelCost[],
  baseMicroUsd: number | null,
  providers: readonly ProviderState[],
): CompareRow[] {
  const known = new Map(
    providers.flatMap((provider) => provider.models.map((model) => [model.ref, { provider, model }])),
  )
  return models
    .flatMap(({ model, microUsd, isAsPlanned }): CompareRow[] => {
      if (microUsd === null || isAsPlanned) return []
      const found = known.get(model)
      return [
        {
          model,
          title: found?.model.title ?? model.slice(model.indexOf('/') + 1),
          provider: found?.provider.title ?? model.slice(0, model.indexOf('/')),
          microUsd,
          difference: differenceWords(microUsd, baseMicroUsd),
          isReady: found?.provider.ready ?? false,
        },
      ]
    })
    .sort((a, b) => a.microUsd - b.microUsd || a.model.localeCompare(b.model))
}

/** `+40 %`, `−60 %`, `× 12` where it is many times as much. */
export function differenceWords(microUsd: number, baseMicroUsd: number | null): string | null {
  const say = text.forecast.compare
  if (baseMicroUsd === null || baseMicroUsd <= 0) return null
  const factor = microUsd / baseMicroUsd
  if (factor >= 5) return say.times(factor >= 20 ? formatCount(factor) : String(Math.round(factor * 10) / 10))
  const percent = Math.round((factor - 1) * 100)
  if (percent === 0) return say.same
  return percent > 0 ? say.more(String(percent)) : say.less(String(-percent))
}
