import type { Clock } from '../../../shared/clock.ts'
import { NitiError } from '../../../shared/errors.ts'
import { answerHandshake, type HandshakeAnswer } from '../integrations/answer-handshake.ts'
import { checkSignature } from '../integrations/check-signature.ts'
import type { IncomingCall } from '../integrations/fill-signed.ts'
import type { TriggerRow } from '../store/triggers.store.ts'
import { type Deliver, openHeaders, withoutSecrets } from './deliver.ts'
import { parseBody, readBytes } from './read-body.ts'
import { readServiceTrigger, type ServiceTrigger, type TriggerServices } from './trigger-services.ts'
import type { Call, Reply } from './webhook-listener.ts'
import { verifyTokenOf, type WebhookSecrets } from './webhook-secrets.ts'

type Parts = {
  services: TriggerServices
  secrets: WebhookSecrets
  deliver: Deliver
  clock: Clock
  /** The address as the service knows it, such as `https://hooks.example.com/hooks/TOKEN`. */
  addressOf(token: string): string | null
  tell(): void
}

/** The largest call of the services there are: GitHub's, with 25 MB; those that come in practice are far smaller. */
const mostBytes = 25_000_000
const nothing = { body: null }

/** What becomes of a call at the address of a service's trigger. */
export function createServiceWebhook({ services, secrets, deliver, clock, addressOf, tell }: Parts) {
  async function answer(row: TriggerRow, { token, path, url, request }: Call): Promise<Reply> {
    const one = readServiceTrigger(row, services)
    const security = one?.integration.webhook
    if (!one?.trigger.webhook || !security) return { status: 404, body: { error: 'There is no such address.' } }
    const read = await readBytes(request, mostBytes)
    if ('error' in read) return { status: read.status, body: { error: read.error }, headers: { connection: 'close' } }
    const call: IncomingCall = {
      method: request.method,
      url: `${addressOf(token) ?? url.origin}${path === '/' && !url.pathname.endsWith('/') ? '' : path}${url.search}`,
      headers: Object.fromEntries(request.headers),
      query: Object.fromEntries(url.searchParams),
      body: read.bytes,
    }
    const known = await openSecrets(row)
    if ('status' in known) return known
    const verdict = checkSignature(security.signature, call, { ...known, nowMs: clock.now() })
    const verifyToken = verifyTokenOf(token)
    const shake = answerHandshake(security, call, { ...known, verifyToken, isSigned: verdict.refusal === null })
    if (shake) return shakeHands(one, call, shake)
    const clean = withoutSecrets(call, [...known.secrets, verifyToken], security.hidden)
    if (verdict.refusal !== null) {
      deliver.note(one, { ...clean, body: Buffer.alloc(0) }, 'refused', verdict.refusal)
      tell()
      return { status: 401, body: { error: verdict.refusal } }
    }
    return take(one, clean, security.okStatus ?? 202)
  }

  async function openSecrets(row: TriggerRow): Promise<{ secrets: string[] } | Reply> {
    try {
      return { secrets: await secrets.of(row) }
    } catch (thrown) {
      if (!(thrown instanceof NitiError)) throw thrown
      return { status: 503, body: { error: 'The secret of this address cannot be opened here.' } }
    }
  }

  async function shakeHands(one: ServiceTrigger, call: IncomingCall, answer: HandshakeAnswer): Promise<Reply> {
    if (answer.learns && !(await secrets.learn(one.row, answer.learns)))
      return { status: 409, body: { error: 'There is a secret already.' } }
    // Nothing of what was learned or asked is kept.
    deliver.note(one, { ...call, query: {}, body: Buffer.alloc(0) }, 'handshake')
    tell()
    return { status: answer.status, body: answer.json ?? answer.text ?? null, headers: answer.headers ?? {} }
  }

  async function take(one: ServiceTrigger, call: IncomingCall, okStatus: number): Promise<Reply> {
    const parsed = await parseBody(Buffer.from(call.body), call.headers['content-type'] ?? '')
    if ('error' in parsed) {
      deliver.note(one, call, 'failed', parsed.error)
      return { status: parsed.status, body: { error: parsed.error } }
    }
    const delivery = { headers: openHeaders(call.headers), query: call.query, body: parsed.body }
    const delivered = await deliver.deliver(one, call, delivery)
    tell()
    switch (delivered.kind) {
      case 'taken':
        return { status: 503, body: { error: 'The workflow was just switched off or changed.' } }
      case 'stuck':
        return { status: 503, body: { error: delivered.error.message } }
      // Also where no run began for a reason the person must mend: it is kept, to be sent through again.
      default:
        return { status: okStatus, ...nothing }
    }
  }

  return answer
}
