import type { ModelConnections } from '../connections/model-connections.ts'
import type { ModelClient } from '../models/call-model.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function connectionHandlers(
  os: ContractImplementer['connections'],
  connections: ModelConnections,
  models: ModelClient,
) {
  return {
    providers: os.providers.handler(() => connections.states()),
    save: os.save.handler(({ input }) => connections.save(input)),
    remove: os.remove.handler(({ input }) => connections.remove(input.providerId)),
    setLimits: os.setLimits.handler(({ input }) => {
      connections.setLimits(input.providerId, input.limits)
      models.limitsChanged()
    }),
    test: os.test.handler(({ input }) => connections.test(models, input.providerId)),
    findLocal: os.findLocal.handler(async () => {
      const servers = await connections.findLocal()
      return { found: servers.map(({ providerId, baseUrl }) => ({ providerId, baseUrl })) }
    }),
  }
}
