import type { ModelEntry } from '../../shared/contract/connections.ts'
import { text } from '../text.ts'
import { formatListPrice } from '../ui/format.ts'

/** Dollars per million tokens, as `$0.15`; what nobody knows says so. */
export function formatPrice(usdPerMillion: number | null | undefined): string {
  return usdPerMillion === null || usdPerMillion === undefined ? text.common.unknown : formatListPrice(usdPerMillion)
}

/** `$0.15 in · $0.60 out`, for beside a model's name. */
export function formatModelPrice({ price }: Pick<ModelEntry, 'price'>): string {
  if (!price) return text.settings.models.priceUnknown
  if (price.inputUsdPerMillion === 0 && price.outputUsdPerMillion === 0) return text.settings.models.free
  return text.settings.models.price(formatPrice(price.inputUsdPerMillion), formatPrice(price.outputUsdPerMillion))
}
