import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = (): never => {
  throw new Error('To be built.')
}

export function integrationHandlers(os: ContractImplementer['integrations']) {
  return {
    list: os.list.handler(toBeBuilt),
    get: os.get.handler(toBeBuilt),
    connections: os.connections.handler(toBeBuilt),
    connect: os.connect.handler(toBeBuilt),
    signIn: os.signIn.handler(toBeBuilt),
    test: os.test.handler(toBeBuilt),
    rename: os.rename.handler(toBeBuilt),
    disconnect: os.disconnect.handler(toBeBuilt),
    request: os.request.handler(toBeBuilt),
    call: os.call.handler(toBeBuilt),
    deliveries: os.deliveries.handler(toBeBuilt),
    replay: os.replay.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
  }
}
