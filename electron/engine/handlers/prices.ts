import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = () => {
  throw userError('not-built', 'To be built.')
}

export function priceHandlers(os: ContractImplementer['prices']) {
  return {
    list: os.list.handler(toBeBuilt),
    set: os.set.handler(toBeBuilt),
    remove: os.remove.handler(toBeBuilt),
  }
}
