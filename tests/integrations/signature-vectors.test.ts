import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkSignature } from '../../electron/engine/integrations/check-signature.ts'
import type { SignatureScheme } from '../../electron/engine/integrations/define-webhook.ts'
import type { IncomingCall } from '../../electron/engine/integrations/fill-signed.ts'

/** Published by the vendors; what each of them signs with is said in their own documentation. */
const file = fileURLToPath(new URL('../../../shared/specs/vectors.json', import.meta.url))

type Vector = { secret: string; body: string; signature: string; timestamp: string; id: string; uri: string }
type TwilioVector = { authToken: string; url: string; params: Record<string, string>; signature: string }

const call = (body: string, headers: Record<string, string>, changes: Partial<IncomingCall> = {}): IncomingCall => ({
  ...{ method: 'POST', url: 'https://example.com/hook', query: {}, body: Buffer.from(body), headers },
  ...changes,
})

type Case = { scheme: SignatureScheme; secret: string; atMs?: number; call: IncomingCall; ownTime?: string }

function casesOf(vectors: Record<string, unknown>): Record<string, Case> {
  const of = (name: string) => vectors[name] as Vector
  const twilio = (one: TwilioVector | undefined): Case => ({
    scheme: { kind: 'twilio' },
    secret: one?.authToken ?? '',
    call: call(
      String(new URLSearchParams(one?.params)),
      {
        'x-twilio-signature': one?.signature ?? '',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      { url: one?.url ?? '' },
    ),
  })
  const twilios = vectors.twilio as TwilioVector[]
  const sendgrid = vectors.sendgrid as Vector & { publicKeySpkiB64: string }
  const hmac = { kind: 'hmac', hash: 'sha256', encoding: 'hex' } as const
  return {
    github: {
      scheme: { ...hmac, header: 'X-Hub-Signature-256', prefix: 'sha256=', signed: '{body}' },
      secret: of('github').secret,
      call: call(of('github').body, { 'x-hub-signature-256': of('github').signature }),
    },
    slack: {
      scheme: {
        ...{ ...hmac, header: 'X-Slack-Signature', prefix: 'v0=' },
        signed: 'v0:{header:X-Slack-Request-Timestamp}:{body}',
        time: { header: 'X-Slack-Request-Timestamp', unit: 'seconds', toleranceSeconds: 300 },
      },
      secret: of('slack').secret,
      atMs: Number(of('slack').timestamp) * 1_000,
      call: call(of('slack').body, {
        'x-slack-signature': of('slack').signature,
        'x-slack-request-timestamp': of('slack').timestamp,
      }),
      ownTime: 'x-slack-request-timestamp',
    },
    stripe: {
      scheme: {
        ...{ ...hmac, header: 'Stripe-Signature', pairs: { time: 't', signature: 'v1' }, signed: '{t}.{body}' },
        time: { unit: 'seconds', toleranceSeconds: 300 },
      },
      secret: of('stripe_generated').secret,
      atMs: Number(of('stripe_generated').timestamp) * 1_000,
      call: call(of('stripe_generated').body, { 'stripe-signature': of('stripe_generated').signature }),
    },
    circleci: {
      scheme: { ...hmac, header: 'circleci-signature', pairs: { signature: 'v1' }, signed: '{body}' },
      secret: of('circleci').secret,
      call: call(of('circleci').body, { 'circleci-signature': of('circleci').signature }),
    },
    'hubspot v1': {
      scheme: {
        ...{ kind: 'hash', hash: 'sha256', header: 'X-HubSpot-Signature', encoding: 'hex' },
        signed: '{secret}{body}',
      },
      secret: of('hubspot_v1').secret,
      call: call(of('hubspot_v1').body, { 'x-hubspot-signature': of('hubspot_v1').signature }),
    },
    'hubspot v2': {
      scheme: {
        ...{ kind: 'hash', hash: 'sha256', header: 'X-HubSpot-Signature', encoding: 'hex' },
        signed: '{secret}{method}{url}{body}',
      },
      secret: of('hubspot_v2').secret,
      call: call(
        '',
        { 'x-hubspot-signature': of('hubspot_v2').signature },
        { method: 'GET', url: of('hubspot_v2').uri },
      ),
    },
    svix: {
      scheme: { kind: 'standard' },
      secret: of('svix').secret,
      atMs: Number(of('svix').timestamp) * 1_000,
      call: call(of('svix').body, {
        ...{ 'svix-id': of('svix').id, 'svix-timestamp': of('svix').timestamp },
        'svix-signature': of('svix').signature,
      }),
      ownTime: 'svix-timestamp',
    },
    sendgrid: {
      scheme: {
        ...{ kind: 'ecdsa', header: 'X-Twilio-Email-Event-Webhook-Signature' },
        timeHeader: 'X-Twilio-Email-Event-Webhook-Timestamp',
      },
      secret: sendgrid.publicKeySpkiB64,
      call: call(sendgrid.body, {
        'x-twilio-email-event-webhook-signature': sendgrid.signature,
        'x-twilio-email-event-webhook-timestamp': sendgrid.timestamp,
      }),
      ownTime: 'x-twilio-email-event-webhook-timestamp',
    },
    'twilio 1': twilio(twilios[0]),
    'twilio 2': twilio(twilios[1]),
  }
}

if (existsSync(file)) {
  const vectors = JSON.parse(readFileSync(file, 'utf8'))
  describe.each(Object.entries(casesOf(vectors)))('%s', (_, { scheme, secret, atMs, call, ownTime }) => {
    const nowMs = atMs ?? Date.UTC(2026, 10, 22)
    const verdict = (changes: Partial<IncomingCall> = {}, secrets = [secret], now = nowMs) =>
      checkSignature(scheme, { ...call, ...changes }, { secrets, nowMs: now }).refusal

    test('the published signature is good', () => {
      expect(verdict()).toBeNull()
      expect(verdict({}, ['another', secret])).toBeNull()
    })

    test('any change is refused', () => {
      const text = Buffer.from(call.body).toString()
      const changed = text === '' ? 'x' : text.replace(/\w(?=\W*$)/, (last) => (last === '1' ? '2' : '1'))
      expect(verdict({ body: Buffer.from(changed) })).not.toBeNull()
      expect(verdict({}, ['another'])).not.toBeNull()
      expect(verdict({}, [])).toMatch(/No secret/)
      expect(verdict({ headers: {} })).not.toBeNull()
      for (const [name, value] of Object.entries(call.headers)) {
        if (name === 'content-type') continue
        const other = value.replace(/[0-9a-zA-Z](?=[^0-9a-zA-Z]*$)/, (last) => (last === '4' ? '8' : '4'))
        expect(verdict({ headers: { ...call.headers, [name]: other } }), name).not.toBeNull()
      }
      if (ownTime) expect(verdict({ headers: { ...call.headers, [ownTime]: '1700000000' } })).not.toBeNull()
      if (atMs === undefined) return
      expect(verdict({}, [secret], nowMs + 299_000)).toBeNull()
      expect(verdict({}, [secret], nowMs + 301_000)).toMatch(/too old/)
      expect(verdict({}, [secret], nowMs - 301_000)).toMatch(/future/)
    })
  })
} else {
  test.skip(`SKIPPED: the vendors' published signatures are not here (${file})`, () => {})
}
