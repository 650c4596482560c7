import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import { cancelledError, NitiError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { type WebhookParams, webhookParams } from '../../../shared/workflow/trigger-params.ts'
import { blackOutValue } from '../integrations/black-out.ts'
import type { TriggerRow, TriggersStore } from '../store/triggers.store.ts'
import type { Propagation } from '../telemetry/otel/propagation.ts'
import type { Fire } from './fire.ts'
import { readBody, toObject } from './read-body.ts'
import type { RunResult } from './run-result.ts'
import type { Call, Reply } from './webhook-listener.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'

type Parts = {
  store: TriggersStore
  clock: Clock
  fire: Fire
  secrets: Pick<WebhookSecrets, 'of'>
  propagation: Pick<Propagation, 'incoming'>
  resultOf(runId: string): RunResult | null
  /** Resolves when a run has ended, or the signal aborts. */
  untilOver(runId: string, signal: AbortSignal): Promise<void>
  /** A run waits for a call to this address: true where it goes on with it. */
  onWaitCall(token: string, payload: Json): boolean | Promise<boolean>
  /** A call at the address of a service's trigger. */
  onServiceCall(row: TriggerRow, call: Call): Promise<Reply>
  /** Aborts when the listener is about to end. */
  closing: AbortSignal
}

const unknownAddress: Reply = { status: 404, body: { error: 'There is no such address.' } }
/** Of calls that a run waits for; a webhook says itself what it takes. */
const waitBodyBytes = 1_000_000
/** What lets the caller in elsewhere is nobody's business in here. */
const privateHeaders = new Set(['cookie', 'authorization', 'proxy-authorization', 'set-cookie'])

/** What becomes of calls from outside. */
export function createWebhooks(parts: Parts) {
  const { store, clock, fire, resultOf, onWaitCall, closing } = parts

  async function answerHook(call: Call): Promise<Reply> {
    const row = store.byToken(call.token)
    if (row?.kind === 'service') return parts.onServiceCall(row, call)
    if (row?.kind !== 'webhook') return unknownAddress
    const params = webhookParams.parse(row.params)
    const { method } = call.request
    if (params.method !== 'any' && method !== params.method) {
      const error = `This address takes ${params.method}, not ${method}.`
      return { status: 405, body: { error }, headers: { allow: params.method } }
    }
    const secrets = await openSecrets(row)
    if (!secrets) return { status: 503, body: { error: 'The secret of this address cannot be opened here.' } }
    const refusal = refusalOf(call.request, params, secrets)
    if (refusal !== null) return { status: 401, body: { error: refusal } }
    const read = await readBody(call.request, params.maxBytes)
    if ('error' in read) return refuse(read)
    const trace = parts.propagation.incoming(call.request.headers)
    const fired = await fire({ row, trace, payload: payloadOf(call, read.body, [params.secretHeader], secrets) })
    if (fired.kind === 'started')
      return params.answer === 'at-once' ? accepted(fired.runId) : answerResult(fired.runId, params)
    if (fired.kind === 'taken')
      return { status: 503, body: { error: 'The workflow was just switched off or changed.' } }
    const { code, message } = fired.error
    return { status: fired.kind === 'stuck' ? 503 : 500, body: { error: message, code } }
  }

  /** Null where this program cannot unseal them. */
  async function openSecrets(row: TriggerRow): Promise<string[] | null> {
    try {
      return await parts.secrets.of(row)
    } catch (thrown) {
      if (thrown instanceof NitiError) return null
      throw thrown
    }
  }

  async function answerWait(call: Call): Promise<Reply> {
    const read = await readBody(call.request, waitBodyBytes)
    if ('error' in read) return refuse(read)
    return (await onWaitCall(call.token, payloadOf(call, read.body)))
      ? { status: 200, body: { ok: true } }
      : unknownAddress
  }

  /** Waits for the end of the run, as long as the webhook says; one that takes longer goes on by itself. */
  async function answerResult(runId: string, { waitSeconds }: WebhookParams): Promise<Reply> {
    const done = new AbortController()
    const enough = AbortSignal.any([done.signal, closing])
    const patience = clock.sleep(waitSeconds * 1_000, enough).catch(() => {})
    await Promise.race([parts.untilOver(runId, enough), patience])
    done.abort(cancelledError())
    const result = resultOf(runId)
    if (!result) return accepted(runId)
    const { status, outputs, error } = result
    const body = { runId, status, outputs, ...(error && { error: { code: error.code, message: error.message } }) }
    return { status: { succeeded: 200, failed: 500, cancelled: 409 }[status], body }
  }

  return { answerHook, answerWait }
}

function accepted(runId: string): Reply {
  return { status: 202, body: { runId } }
}

/** The rest of a body that is not wanted is not waited for. */
function refuse({ status, error }: { status: number; error: string }): Reply {
  return { status, body: { error }, headers: { connection: 'close' } }
}

/** Nothing of what lets the caller in stays: no header of one of these names, and the secret nowhere else either. */
function payloadOf({ path, url, request }: Call, body: Json, names: string[] = [], secrets: string[] = []): Json {
  const dropped = new Set([...privateHeaders, ...names.map((name) => name.toLowerCase())])
  const headers = [...request.headers].filter(([name, value]) => !dropped.has(name) && !secrets.includes(value))
  const query = toObject(url.searchParams)
  const payload = { method: request.method, path, query, headers: Object.fromEntries(headers), body }
  // A short one may stand in what was sent by chance.
  const telling = secrets.filter((secret) => secret.length >= 8)
  return telling.length === 0 ? payload : blackOutValue(payload, telling)
}

/** Why a call is not let in, else null. */
function refusalOf(request: Request, { secretHeader }: WebhookParams, secrets: string[]): string | null {
  if (secretHeader === '') return null
  if (secrets.length === 0) return 'No secret is set for this address, so no call can be let in.'
  const given = hash(request.headers.get(secretHeader) ?? '')
  // Every one is compared, so that it does not show which of them fits.
  const fitting = secrets.filter((secret) => timingSafeEqual(given, hash(secret)))
  return fitting.length > 0 ? null : `The header ${secretHeader} is missing or wrong.`
}

/** So that neither length nor content shows in the time a comparison takes. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
