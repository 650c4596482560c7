import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = () => {
  throw userError('not-built', 'To be built.')
}

export function channelHandlers(os: ContractImplementer['channels']) {
  return {
    list: os.list.handler(toBeBuilt),
    create: os.create.handler(toBeBuilt),
    change: os.change.handler(toBeBuilt),
    remove: os.remove.handler(toBeBuilt),
    test: os.test.handler(toBeBuilt),
    deliveries: os.deliveries.handler(toBeBuilt),
    retry: os.retry.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
  }
}
