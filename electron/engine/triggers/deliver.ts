import { createHash } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { hideSecrets, redactHeaders } from '../http/redact.ts'
import type { Delivery } from '../integrations/define-integration.ts'
import type { WebhookSecurity } from '../integrations/define-webhook.ts'
import type { IncomingCall } from '../integrations/fill-signed.ts'
import { jsonOf, textsAt } from '../integrations/texts-at.ts'
import type { NewDelivery } from '../store/deliveries.store.ts'
import type { Fire } from './fire.ts'
import type { ServiceTrigger, TriggerServices } from './trigger-services.ts'

export type Delivered =
  | { kind: 'started'; runId: string }
  | { kind: 'ignored' | 'repeated' | 'taken' }
  | { kind: 'failed' | 'stuck'; error: ErrorInfo }

type Parts = { clock: Clock; fire: Fire; services: Pick<TriggerServices, 'deliveries'> }

/** Thrown inside the transaction that would record a run a second time. */
class Repeated extends Error {}

/**
 * Begins the run of what a service brought, by a call or over a socket, and notes the delivery: the run and the note that
 * keeps it from being begun twice are one transaction.
 */
export function createDeliver({ clock, fire, services: { deliveries } }: Parts) {
  /** Notes a call that begins nothing. */
  function note(one: ServiceTrigger, call: IncomingCall, outcome: Noted, reason: string | null = null): void {
    const canReplay = outcome !== 'refused' && outcome !== 'handshake'
    deliveries.add({ ...recordOf(one, call), key: null, outcome, reason, runId: null, canReplay })
  }

  function recordOf({ row }: ServiceTrigger, call: IncomingCall) {
    const { workflowId, node } = row
    const { method, query, headers, body } = call
    return { workflowId, node, receivedAt: clock.now(), method, query, headers: storedHeaders(headers), body }
  }

  /** The call was believed, and secrets are out of it. */
  async function deliver(one: ServiceTrigger, call: IncomingCall, delivery: Delivery): Promise<Delivered> {
    const { row, trigger, integration, params } = one
    const key = keyOf(integration.webhook, delivery)
    if (key !== null && deliveries.knows(row, key)) {
      note(one, call, 'repeated')
      return { kind: 'repeated' }
    }
    if (!trigger.webhook?.matches(delivery, params.input)) {
      note(one, call, 'ignored')
      return { kind: 'ignored' }
    }
    const payload = trigger.webhook.payload?.(delivery) ?? delivery.body
    const begun = (runId: string): NewDelivery => ({
      ...recordOf(one, call),
      ...{ key, outcome: 'started', reason: null, runId, canReplay: true },
    })
    try {
      const fired = await fire({
        row,
        payload,
        alongside(runId) {
          if (deliveries.add(begun(runId)) === null) throw new Repeated()
        },
      })
      if (fired.kind === 'failed' || fired.kind === 'stuck') note(one, call, 'failed', fired.error.message)
      return fired
    } catch (thrown) {
      if (!(thrown instanceof Repeated)) throw thrown
      note(one, call, 'repeated')
      return { kind: 'repeated' }
    }
  }

  return { note, deliver }
}

export type Deliver = ReturnType<typeof createDeliver>
type Noted = Exclude<NewDelivery['outcome'], 'started'>

const longestKey = 200

/** What tells this delivery from another; null where the service says nothing of the kind. */
function keyOf(security: WebhookSecurity | undefined, { headers, body }: Delivery): string | null {
  const at = security?.deliveryId
  const isStandard = security?.signature.kind === 'standard'
  const key = at
    ? 'header' in at
      ? headers[at.header.toLowerCase()]
      : textsAt(body, at.body)[0]
    : isStandard
      ? (headers['webhook-id'] ?? headers['svix-id'])
      : undefined
  if (key === undefined || key === '') return null
  return key.length <= longestKey ? key : createHash('sha256').update(key).digest('hex')
}

const dropped = new Set(['cookie', 'authorization', 'proxy-authorization', 'set-cookie'])

/** What a run may see of the headers: nothing that lets anybody in, here or elsewhere. */
export function openHeaders(headers: Record<string, string>): Record<string, string> {
  const safe = redactHeaders(Object.entries(headers))
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !dropped.has(name) && safe[name] === value),
  )
}

function storedHeaders(headers: Record<string, string>): Record<string, string> {
  return redactHeaders(Object.entries(headers))
}

/**
 * The call without the secrets that came along in it, wherever they stand: in its headers, its address or its body, there
 * also those at `hidden`. The mark stands inside quotes as the secret did, so JSON stays JSON.
 */
export function withoutSecrets(call: IncomingCall, known: string[], hidden: string[] = []): IncomingCall {
  const said = hidden.length > 0 ? jsonOf(call.body) : null
  const secrets = [...known, ...hidden.flatMap((path) => textsAt(said, path))]
  const text = Buffer.from(call.body).toString()
  const safe = hideSecrets(text, secrets)
  const hideIn = (values: Record<string, string>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hideSecrets(value, secrets)]))
  return {
    ...call,
    headers: hideIn(call.headers),
    query: hideIn(call.query),
    body: safe === text ? call.body : Buffer.from(safe),
  }
}

/** A delivery over a socket, as the note of a call: its payload is all there is. */
export function callOfPayload(payload: Json): IncomingCall {
  const body = Buffer.from(JSON.stringify(payload))
  return { method: 'SOCKET', url: '', headers: { 'content-type': 'application/json' }, query: {}, body }
}
