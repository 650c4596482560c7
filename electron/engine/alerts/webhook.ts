import type { Clock } from '../../../shared/clock.ts'
import { userError } from '../../../shared/errors.ts'
import type { Http } from '../http/http.ts'
import type { Send } from './channel-kind.ts'
import { post } from './post.ts'
import { signWebhook } from './sign-webhook.ts'

/** A POST of JSON to any address; signed as Standard Webhooks say where there is a secret. */
export function createWebhook({ http, clock }: { http: Http; clock: Clock }): Send<'webhook'> {
  return async ({ target, secrets: { url, secret }, notice, messageId: id, signal }) => {
    if (url === undefined) throw userError('channel.no-url', 'This webhook has no address.', { field: 'url' })
    const { kind, title, body: text, facts, link, at } = notice
    const body = JSON.stringify({ type: kind, at: new Date(at).toISOString(), title, body: text, facts, link })
    const timestampSeconds = Math.floor(clock.now() / 1000)
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      ...(secret !== undefined && { 'webhook-signature': signWebhook(secret, { id, timestampSeconds, body }) }),
    }
    const { allowPrivate } = target
    return {
      said: await post(http, { url, headers, body, allowPrivate, secrets: secret ? [secret] : [], signal, clock }),
    }
  }
}
