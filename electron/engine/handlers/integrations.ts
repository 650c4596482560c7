import type { Log } from '../../../shared/log.ts'
import type { IntegrationConnections } from '../connections/integration-connections.ts'
import { noFiles } from '../files/file-streams.ts'
import { defaultLimit } from '../integrations/as-nodes.ts'
import type { CallContext, IntegrationClient } from '../integrations/integration-client.ts'
import type { Triggers } from '../triggers/triggers.ts'
import { type ContractImplementer, tellingErrors } from './implement-contract.ts'

type Parts = {
  connections: IntegrationConnections
  client: IntegrationClient
  triggers: Pick<Triggers, 'deliveries' | 'replay'>
  log: Log
}

export function integrationHandlers(
  os: ContractImplementer['integrations'],
  { connections, client, triggers, log }: Parts,
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
    request: os.request.handler(({ input, signal }) => {
      const { integrationId, connectionId = '', body, ...request } = input
      const sent = { ...request, ...(body !== undefined && { body: { json: body } }), reads: 'any' as const }
      return client.request({ integrationId, connectionId, request: sent }, byHand(signal))
    }),
    call: os.call.handler(({ input, signal }) => client.call({ limit: defaultLimit, ...input }, byHand(signal))),
    deliveries: os.deliveries.handler(({ input }) => triggers.deliveries(input, input.before)),
    replay: os.replay.handler(({ input }) => triggers.replay(input.deliveryId)),
    changes: os.changes.handler(({ signal }) => connections.changes(signal)),
  }
}

/** A call without a run: nothing is traced, and there is nothing that files could be kept with. */
function byHand(signal: AbortSignal = new AbortController().signal): CallContext {
  return {
    signal,
    beforeSend: async () => {},
    onRequest() {},
    onWaiting() {},
    files: noFiles,
    idempotencyKey: null,
    timeoutMs: 120_000,
  }
}
