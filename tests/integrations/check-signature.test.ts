import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkSignature } from '../../electron/engine/integrations/check-signature.ts'
import type { SignatureScheme } from '../../electron/engine/integrations/define-webhook.ts'
import type { IncomingCall } from '../../electron/engine/integrations/fill-signed.ts'

const nowMs = Date.UTC(2026, 10, 22, 12)
const nowSeconds = String(nowMs / 1_000)
const body = '{"id":7,"at":1}'

const call = (headers: Record<string, string>, changes: Partial<IncomingCall> = {}): IncomingCall => ({
  ...{ method: 'POST', url: 'https://example.com/hooks/abc?x=1', query: { x: '1' }, body: Buffer.from(body), headers },
  ...changes,
})
const hmac = (key: string | Buffer, content: string, hash = 'sha256') => createHmac(hash, key).update(content)

/** Good as it is; refused with another body, another secret, and without its headers. */
function expectOnlyThis(scheme: SignatureScheme, good: IncomingCall, secret: string, other = 'another'): void {
  const verdict = (one: IncomingCall, secrets = [secret]) => checkSignature(scheme, one, { secrets, nowMs }).refusal
  expect(verdict(good)).toBeNull()
  expect(verdict(good, [other, secret])).toBeNull()
  expect(verdict(good, [other])).not.toBeNull()
  expect(verdict(good, [])).not.toBeNull()
  expect(verdict({ ...good, headers: {} })).not.toBeNull()
  expect(verdict({ ...good, body: Buffer.from(`${body} `) })).not.toBeNull()
}

test('the address, the method and a time of the body or of an own unit are part of what is signed', () => {
  const base = { kind: 'hmac', encoding: 'base64' } as const
  const url = 'https://example.com/hooks/abc?x=1'
  const trello: SignatureScheme = { ...base, hash: 'sha1', header: 'X-Trello-Webhook', signed: '{body}{url}' }
  const signed = call({ 'x-trello-webhook': hmac('s', body + url, 'sha1').digest('base64') })
  expectOnlyThis(trello, signed, 's')
  expect(checkSignature(trello, { ...signed, url: `${url}2` }, { secrets: ['s'], nowMs }).refusal).not.toBeNull()

  const hubspot: SignatureScheme = {
    ...{ ...base, hash: 'sha256', header: 'X-HubSpot-Signature-v3' },
    signed: '{method}{url:decoded}{body}{header:X-HubSpot-Request-Timestamp}',
    time: { header: 'X-HubSpot-Request-Timestamp', unit: 'milliseconds', toleranceSeconds: 300 },
  }
  const encoded = 'https://example.com/hooks/abc?to=a%40b.c&x=%20'
  const content = `POSThttps://example.com/hooks/abc?to=a@b.c&x=%20${body}${nowMs}`
  const headers = {
    'x-hubspot-signature-v3': hmac('s', content).digest('base64'),
    'x-hubspot-request-timestamp': String(nowMs),
  }
  expectOnlyThis(hubspot, call(headers, { url: encoded }), 's')
  const later = { secrets: ['s'], nowMs: nowMs + 301_000 }
  expect(checkSignature(hubspot, call(headers, { url: encoded }), later).refusal).toMatch(/too old/)

  const linear: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha256', header: 'Linear-Signature', encoding: 'hex', signed: '{body}' },
    time: { body: 'webhookTimestamp', unit: 'milliseconds', toleranceSeconds: 60 },
  }
  const timely = JSON.stringify({ webhookTimestamp: nowMs - 59_000 })
  const stale = JSON.stringify({ webhookTimestamp: nowMs - 61_000 })
  const linearCall = (text: string) =>
    call({ 'linear-signature': hmac('s', text).digest('hex') }, { body: Buffer.from(text) })
  expect(checkSignature(linear, linearCall(timely), { secrets: ['s'], nowMs }).refusal).toBeNull()
  expect(checkSignature(linear, linearCall(stale), { secrets: ['s'], nowMs }).refusal).toMatch(/too old/)
  expect(checkSignature(linear, linearCall('{}'), { secrets: ['s'], nowMs }).refusal).toMatch(/timestamp/)
})

test('keys in base64 or hex, two headers, two keys, several signatures, pairs with semicolons', () => {
  const key = Buffer.from('0123456789abcdef')
  const airtable: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha256', header: 'X-Airtable-Content-MAC', prefix: 'hmac-sha256=', encoding: 'hex' },
    ...{ signed: '{body}', key: 'base64' },
  }
  const mac = `hmac-sha256=${hmac(key, body).digest('hex')}`
  expectOnlyThis(airtable, call({ 'x-airtable-content-mac': mac }), key.toString('base64'))
  const bare = call({ 'x-airtable-content-mac': mac.replace('hmac-sha256=', '') })
  expect(checkSignature(airtable, bare, { secrets: [key.toString('base64')], nowMs }).refusal).not.toBeNull()
  const onfleet: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha512', header: 'X-Onfleet-Signature', encoding: 'hex', signed: '{body}', key: 'hex' },
  }
  const long = hmac(key, body, 'sha512').digest('hex')
  expectOnlyThis(onfleet, call({ 'x-onfleet-signature': long }), key.toString('hex'))

  const stamp = new Date(nowMs).toISOString()
  const box: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha256', header: ['BOX-SIGNATURE-PRIMARY', 'BOX-SIGNATURE-SECONDARY'] },
    ...{ encoding: 'base64', signed: '{body}{header:BOX-DELIVERY-TIMESTAMP}' },
    time: { header: 'BOX-DELIVERY-TIMESTAMP', unit: 'iso', toleranceSeconds: 600 },
  }
  const boxCall = call({
    'box-signature-primary': hmac('old', body + stamp).digest('base64'),
    'box-signature-secondary': hmac('new', body + stamp).digest('base64'),
    'box-delivery-timestamp': stamp,
  })
  expectOnlyThis(box, boxCall, 'new')
  expectOnlyThis(box, boxCall, 'old')

  const pagerduty: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha256', header: 'X-PagerDuty-Signature', pairs: { signature: 'v1' } },
    ...{ encoding: 'hex', signed: '{body}' },
  }
  const two = `v1=${hmac('x', body).digest('hex')},v1=${hmac('s', body).digest('hex')}`
  expectOnlyThis(pagerduty, call({ 'x-pagerduty-signature': two }), 's')
  const paddle: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha256', header: 'Paddle-Signature', pairs: { time: 'ts', signature: 'h1' } },
    ...{ encoding: 'hex', signed: '{t}:{body}', time: { unit: 'seconds', toleranceSeconds: 5 } },
  }
  const signature = `ts=${nowSeconds};h1=${hmac('s', `${nowSeconds}:${body}`).digest('hex')}`
  expectOnlyThis(paddle, call({ 'paddle-signature': signature }), 's')
  const older = signature.replace(nowSeconds, String(Number(nowSeconds) - 1))
  expect(checkSignature(paddle, call({ 'paddle-signature': older }), { secrets: ['s'], nowMs }).refusal).not.toBeNull()
})

test('a signature in the body, as Mailgun has it', () => {
  const mailgun: SignatureScheme = {
    ...{ kind: 'hmac', hash: 'sha256', body: 'signature.signature', encoding: 'hex' },
    signed: '{body:signature.timestamp}{body:signature.token}',
    time: { body: 'signature.timestamp', unit: 'seconds', toleranceSeconds: 300 },
  }
  const signed = { timestamp: nowSeconds, token: 'abc', signature: hmac('s', `${nowSeconds}abc`).digest('hex') }
  const verdict = (signature: object, secret = 's') =>
    checkSignature(mailgun, call({}, { body: Buffer.from(JSON.stringify({ signature })) }), {
      secrets: [secret],
      nowMs,
    }).refusal
  expect(verdict(signed)).toBeNull()
  expect(verdict({ ...signed, token: 'abd' })).not.toBeNull()
  expect(verdict(signed, 't')).not.toBeNull()
  expect(verdict({})).not.toBeNull()
})

test('Standard Webhooks: several signatures and keys, and its own headers', () => {
  const key = Buffer.from('a key of thirty-two bytes, or so')
  const other = `whsec_${Buffer.from('another').toString('base64')}`
  const good = hmac(key, `msg_1.${nowSeconds}.${body}`).digest('base64')
  const headers = {
    ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': nowSeconds },
    'webhook-signature': `v1a,xyz v1,${Buffer.alloc(32).toString('base64')} v1,${good}`,
  }
  expectOnlyThis({ kind: 'standard' }, call(headers), `whsec_${key.toString('base64')}`, other)
  const secrets = [`whsec_${key.toString('base64')}`]
  const changed = call({ ...headers, 'webhook-id': 'msg_2' })
  expect(checkSignature({ kind: 'standard' }, changed, { secrets, nowMs }).refusal).not.toBeNull()
})

test('Ed25519, as Discord signs', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const hex = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
  const plain = {
    kind: 'ed25519',
    header: 'X-Signature-Ed25519',
    timeHeader: 'X-Signature-Timestamp',
  } as const
  const scheme = { ...plain, toleranceSeconds: 300 }
  const headers = {
    'x-signature-ed25519': sign(null, Buffer.from(nowSeconds + body), privateKey).toString('hex'),
    'x-signature-timestamp': nowSeconds,
  }
  expectOnlyThis(scheme, call(headers), hex, '00'.repeat(32))
  const moved = call({ ...headers, 'x-signature-timestamp': String(Number(nowSeconds) + 1) })
  expect(checkSignature(scheme, moved, { secrets: [hex], nowMs }).refusal).not.toBeNull()
  expect(checkSignature(scheme, call(headers), { secrets: [hex], nowMs: nowMs + 301_000 }).refusal).toMatch(/too old/)
  expect(checkSignature(scheme, call(headers), { secrets: ['not a key'], nowMs }).refusal).not.toBeNull()
  // RFC 8032, 7.1, test 2: its message of one byte stands where the timestamp does.
  const rfc = call(
    {
      'x-signature-ed25519':
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      'x-signature-timestamp': 'r',
    },
    { body: Buffer.alloc(0) },
  )
  const rfcKey = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'
  expect(checkSignature(plain, rfc, { secrets: [rfcKey], nowMs }).refusal).toBeNull()
})

test('ECDSA refuses what is no key and no signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const scheme: SignatureScheme = { kind: 'ecdsa', header: 'X-Sig', timeHeader: 'X-Time' }
  const headers = {
    'x-sig': sign('sha256', Buffer.from(`1${body}`), privateKey).toString('base64'),
    'x-time': '1',
  }
  const key = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  expectOnlyThis(scheme, call(headers), key)
  expect(
    checkSignature(scheme, call({ ...headers, 'x-sig': 'AAAA' }), { secrets: [key], nowMs }).refusal,
  ).not.toBeNull()
})

test('a token of the service, in a header, the query or every entry of the body', () => {
  const verdict = (scheme: SignatureScheme, one: IncomingCall, secrets = ['s']) =>
    checkSignature(scheme, one, { secrets, nowMs }).refusal
  const gitlab: SignatureScheme = { kind: 'token', header: 'X-Gitlab-Token' }
  expect(verdict(gitlab, call({ 'x-gitlab-token': 's' }))).toBeNull()
  expect(verdict(gitlab, call({ 'x-gitlab-token': 'S' }))).not.toBeNull()
  expect(verdict(gitlab, call({}))).not.toBeNull()
  expect(verdict(gitlab, call({ 'x-gitlab-token': '' }), [])).not.toBeNull()
  expect(verdict({ kind: 'token', query: 'x' }, call({}), ['1'])).toBeNull()
  expect(verdict({ kind: 'token', query: 'x' }, call({}), ['2'])).not.toBeNull()
  const graph: SignatureScheme = { kind: 'token', body: 'value.*.clientState' }
  const notified = (...states: unknown[]) =>
    call({}, { body: Buffer.from(JSON.stringify({ value: states.map((clientState) => ({ clientState })) })) })
  expect(verdict(graph, notified('s', 's'))).toBeNull()
  expect(verdict(graph, notified('s', 't'))).not.toBeNull()
  expect(verdict(graph, notified('s', undefined))).not.toBeNull()
  expect(verdict(graph, notified())).not.toBeNull()
  expect(verdict({ kind: 'address' }, call({}), [])).toBeNull()
})

test('a JWT signed with the secret, over the hash of the body', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwt = (claims: object, secret = 's', alg = 'HS256') => {
    const content = `${part({ alg, typ: 'JWT' })}.${part(claims)}`
    return `${content}.${hmac(secret, content).digest('base64url')}`
  }
  const scheme: SignatureScheme = { kind: 'jwt', header: 'X-Webhook-Signature', issuer: 'netlify', bodyHash: 'sha256' }
  const sha256 = createHash('sha256').update(body).digest('hex')
  const good = call({ 'x-webhook-signature': jwt({ iss: 'netlify', sha256 }) })
  expectOnlyThis(scheme, good, 's')
  const verdict = (token: string) =>
    checkSignature(scheme, call({ 'x-webhook-signature': token }), { secrets: ['s'], nowMs }).refusal
  expect(verdict(jwt({ iss: 'other', sha256 }))).not.toBeNull()
  expect(verdict(jwt({ iss: 'netlify', sha256, exp: nowMs / 1_000 - 1 }))).toMatch(/ended/)
  expect(verdict(jwt({ iss: 'netlify', sha256 }, 's', 'none'))).not.toBeNull()
  expect(verdict(`${part({ alg: 'none' })}.${part({ iss: 'netlify', sha256 })}.`)).not.toBeNull()
})

test('a form of Twilio by its fields in order; a JSON body by its hash in the address', () => {
  const hash = createHash('sha256').update(body).digest('hex')
  const url = `https://example.com/hooks/abc?bodySHA256=${hash}`
  const headers = {
    'x-twilio-signature': hmac('s', url, 'sha1').digest('base64'),
    'content-type': 'application/json',
  }
  const good = call(headers, { url, query: { bodySHA256: hash } })
  expectOnlyThis({ kind: 'twilio' }, good, 's')
  expect(checkSignature({ kind: 'twilio' }, { ...good, query: {} }, { secrets: ['s'], nowMs }).refusal).not.toBeNull()
})
