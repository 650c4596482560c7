import { type ErrorInfo, NitiError } from '../../../shared/errors.ts'
import type { ModelConnections } from '../connections/model-connections.ts'
import type { ModelClient } from '../models/call-model.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function connectionHandlers(
  os: ContractImplementer['connections'],
  connections: ModelConnections,
  models: ModelClient,
  /** Told what came of a test (`error` null: the provider answered), and that it is not used any more. */
  news: { tested(providerId: string, error: ErrorInfo | null): void; removed(providerId: string): void },
) {
  return {
    providers: os.providers.handler(() => connections.states()),
    save: os.save.handler(({ input }) => connections.save(input)),
    remove: os.remove.handler(({ input }) => {
      connections.remove(input.providerId)
      news.removed(input.providerId)
    }),
    setLimits: os.setLimits.handler(({ input }) => {
      connections.setLimits(input.providerId, input.limits)
      models.limitsChanged()
    }),
    test: os.test.handler(async ({ input: { providerId } }) => {
      try {
        const answer = await connections.test(models, providerId)
        news.tested(providerId, null)
        return answer
      } catch (thrown) {
        if (thrown instanceof NitiError) news.tested(providerId, thrown.info)
        throw thrown
      }
    }),
    findLocal: os.findLocal.handler(async () => {
      const servers = await connections.findLocal()
      return { found: servers.map(({ providerId, baseUrl }) => ({ providerId, baseUrl })) }
    }),
  }
}
