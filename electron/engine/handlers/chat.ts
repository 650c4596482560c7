import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = (): never => {
  throw userError('chat.to-be-built', 'To be built.')
}

export function chatHandlers(os: ContractImplementer['chat']) {
  return {
    list: os.list.handler(toBeBuilt),
    get: os.get.handler(toBeBuilt),
    create: os.create.handler(toBeBuilt),
    send: os.send.handler(toBeBuilt),
    retry: os.retry.handler(toBeBuilt),
    rename: os.rename.handler(toBeBuilt),
    remove: os.remove.handler(toBeBuilt),
    export: os.export.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
  }
}
