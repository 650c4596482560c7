import type { ModelEntry, ProviderState } from '../../../shared/contract/connections.ts'
import { formatListPrice } from '../../ui/format.ts'

/** The model a reference names, with its provider; null where no provider lists it. */
export function findModel(
  providers: readonly ProviderState[] | null,
  ref: string,
): { provider: ProviderState; model: ModelEntry } | null {
  for (const provider of providers ?? []) {
    const model = provider.models.find((each) => each.ref === ref)
    if (model) return { provider, model }
  }
  return null
}

/** Dollars per million tokens as text; null where nobody knows the price. */
export function pricePair({ price }: Pick<ModelEntry, 'price'>): { input: string; output: string } | null {
  if (!price || price.inputUsdPerMillion === null || price.outputUsdPerMillion === null) return null
  return { input: formatListPrice(price.inputUsdPerMillion), output: formatListPrice(price.outputUsdPerMillion) }
}
