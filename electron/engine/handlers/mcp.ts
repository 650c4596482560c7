import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = (): never => {
  throw userError('mcp.to-be-built', 'To be built.')
}

export function mcpHandlers(os: ContractImplementer['mcp']) {
  return {
    list: os.list.handler(toBeBuilt),
    add: os.add.handler(toBeBuilt),
    update: os.update.handler(toBeBuilt),
    setOn: os.setOn.handler(toBeBuilt),
    restart: os.restart.handler(toBeBuilt),
    remove: os.remove.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
  }
}
