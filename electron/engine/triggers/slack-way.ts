import { assert } from '../../../shared/assert.ts'
import type { Clock } from '../../../shared/clock.ts'
import { externalError, userError } from '../../../shared/errors.ts'
import { isJsonObject } from '../../../shared/json.ts'
import type { OpenConnection } from '../integrations/open-connection.ts'
import { jsonOf, textsAt } from '../integrations/texts-at.ts'
import { callOfPayload, type Deliver, withoutSecrets } from './deliver.ts'
import { runSlackSocket } from './slack-socket.ts'
import { httpServiceOf, lookContext, type ServiceTrigger, type TriggerServices } from './trigger-services.ts'

type Parts = { clock: Clock; services: TriggerServices; deliver: Deliver; tell(): void }

/** The connection's secret that holds the app-level token, beside the one that posts. */
export const appTokenSecret = 'appToken'
const openTimeoutMs = 30_000

/**
 * One socket for all triggers of a connection: Slack gives each event to one of an app's sockets, so a second one would
 * take events away from the first.
 */
export function createSlackWay({ clock, services, deliver, tell }: Parts) {
  /** Resolves as Slack asks for another socket. */
  return async function watchSlack(members: ServiceTrigger[], signal: AbortSignal, onOpen: () => void): Promise<void> {
    const [first] = members
    assert(first, 'a socket is for somebody')
    const connection = await services.connections.open(first.integration.id, first.params.connection, signal)
    const url = await askForSocket(first, connection, signal)
    await runSlackSocket({
      url,
      clock,
      signal,
      onHello: onOpen,
      async onEnvelope({ payload }) {
        const call = withoutSecrets(callOfPayload(payload), [], first.integration.webhook?.hidden)
        const delivery = { headers: {}, query: {}, body: jsonOf(call.body) }
        let isDone = true
        for (const one of members) {
          if (!one.trigger.webhook?.matches(delivery, one.params.input)) continue
          const { kind } = await deliver.deliver(one, call, delivery)
          if (kind === 'stuck' || kind === 'taken') isDone = false
          tell()
        }
        return isDone
      },
    })
  }

  async function askForSocket(one: ServiceTrigger, connection: OpenConnection, signal: AbortSignal) {
    const token = connection.secrets[appTokenSecret]
    if (!token) {
      throw userError('trigger.no-app-token', `The connection “${connection.title}” has no app-level token.`, {
        hint: 'Make one at api.slack.com/apps under “Basic information” with the scope connections:write (it begins with xapp-), and enter it in the connection.',
      })
    }
    // The same sign-in, with the other token in its place.
    const asApp = { ...connection, secrets: { ...connection.secrets, token, accessToken: token } }
    const request = { method: 'POST', path: '/apps.connections.open' } as const
    const { body } = await services.client.send(httpServiceOf(one), asApp, request, lookContext(signal, openTimeoutMs))
    const [url] = isJsonObject(body) ? textsAt(body, 'url') : []
    if (url === undefined || !mayLeadTo(url, connection))
      throw externalError('trigger.bad-socket', 'Slack named no address for a socket.', { retryable: true })
    return url
  }
}

/** The address holds a ticket that lets its bearer in: it goes to Slack and nowhere else. */
function mayLeadTo(text: string, { allowPrivate }: OpenConnection): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  if (allowPrivate && ['127.0.0.1', 'localhost'].includes(hostname)) return ['ws:', 'wss:'].includes(protocol)
  return protocol === 'wss:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
}

export type WatchSlack = ReturnType<typeof createSlackWay>
