import type { ModelPrices } from '../costs/model-prices.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function priceHandlers(os: ContractImplementer['prices'], prices: ModelPrices) {
  return {
    list: os.list.handler(({ input }) => prices.list(input?.all ?? false)),
    set: os.set.handler(({ input: { model, ...price } }) => prices.set(model, price)),
    remove: os.remove.handler(({ input }) => prices.remove(input.model)),
  }
}
