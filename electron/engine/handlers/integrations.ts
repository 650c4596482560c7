import type { Log } from '../../../shared/log.ts'
import type { IntegrationConnections } from '../connections/integration-connections.ts'
import type { Triggers } from '../triggers/triggers.ts'
import { type ContractImplementer, tellingErrors } from './implement-contract.ts'

const toBeBuilt = (): never => {
  throw new Error('To be built.')
}

export function integrationHandlers(
  os: ContractImplementer['integrations'],
  connections: IntegrationConnections,
  triggers: Pick<Triggers, 'deliveries' | 'replay'>,
  log: Log,
) {
  return {
    list: os.list.handler(() => connections.list()),
    get: os.get.handler(({ input }) => connections.get(input.integrationId)),
    connections: os.connections.handler(({ input }) => connections.connections(input.integrationId)),
    connect: os.connect.handler(({ input, signal }) => connections.connect(input, signal)),
    signIn: os.signIn.handler(({ input, signal }) =>
      tellingErrors(connections.signIn(input, signal), { log, call: 'integrations.signIn' }),
    ),
    oauthAnswer: os.oauthAnswer.handler(({ input }) => connections.oauthAnswer(input.url)),
    test: os.test.handler(({ input, signal }) => connections.test(input.connectionId, signal)),
    rename: os.rename.handler(({ input }) => connections.rename(input.connectionId, input.title)),
    disconnect: os.disconnect.handler(({ input, signal }) => connections.disconnect(input, signal)),
    request: os.request.handler(toBeBuilt),
    call: os.call.handler(toBeBuilt),
    deliveries: os.deliveries.handler(({ input }) => triggers.deliveries(input, input.before)),
    replay: os.replay.handler(({ input }) => triggers.replay(input.deliveryId)),
    changes: os.changes.handler(({ signal }) => connections.changes(signal)),
  }
}
