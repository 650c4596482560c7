import { createHash, createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import { isJsonObject } from '../../../shared/json.ts'
import type { SignatureScheme, SignedTime } from './define-webhook.ts'
import { fillSigned, type IncomingCall } from './fill-signed.ts'
import { jsonOf, textsAt } from './texts-at.ts'

/** Why a call is not believed; `null`: it is. */
export type Verdict = { refusal: string | null }

/** Timestamps of schemes that name no tolerance of their own: Standard Webhooks' five minutes. */
const standardToleranceSeconds = 300

const believed: Verdict = { refusal: null }
const refuse = (refusal: string): Verdict => ({ refusal })
const wrong = refuse('The signature does not fit.')

/**
 * Whether a call is the service's own, by its raw bytes. Pure; comparisons take the same time wherever they differ. One
 * of the secrets must fit: a service that changes its key has two for a while.
 */
export function checkSignature(
  scheme: SignatureScheme,
  call: IncomingCall,
  { secrets, nowMs }: { secrets: string[]; nowMs: number },
): Verdict {
  if (scheme.kind === 'address') return believed
  if (secrets.length === 0) return refuse('No secret is set, so nothing can be checked.')
  switch (scheme.kind) {
    case 'hmac':
      return checkHmac(scheme, call, secrets, nowMs)
    case 'hash': {
      const given = read(call, scheme.header)
      if (!given) return missing(scheme.header)
      const hashes = secrets.map((secret) =>
        createHash(scheme.hash).update(fillSigned(scheme.signed, call, { secret })),
      )
      return fits(
        [given],
        hashes.map((hash) => hash.digest()),
        scheme.encoding,
      )
        ? believed
        : wrong
    }
    case 'standard':
      return checkStandard(call, secrets, nowMs, scheme.toleranceSeconds ?? standardToleranceSeconds)
    case 'twilio':
      return checkTwilio(scheme.header ?? 'x-twilio-signature', call, secrets)
    case 'ed25519':
    case 'ecdsa':
      return checkPublicKey(scheme, call, secrets, nowMs)
    case 'jwt':
      return checkJwt(scheme, call, secrets, nowMs)
    case 'token':
      return checkToken(scheme, call, secrets)
  }
}

type Of<K extends SignatureScheme['kind']> = Extract<SignatureScheme, { kind: K }>

function checkHmac(scheme: Of<'hmac'>, call: IncomingCall, secrets: string[], nowMs: number): Verdict {
  const { hash, header, body, prefix = '', pairs, encoding, signed, key = 'text', keyPrefix = '' } = scheme
  const headers = header === undefined ? [] : [header].flat()
  const texts = headers.flatMap((name) => read(call, name) ?? [])
  if (body !== undefined) texts.push(...textsAt(jsonOf(call.body), body))
  if (texts.length === 0) return missing(headers.join(' or ') || `\`${body}\` in the body`)
  const parts = pairs ? texts.map(readPairs) : []
  const t = pairs?.time === undefined ? undefined : parts.flatMap((part) => part.get(pairs.time ?? '') ?? [])[0]
  const given = pairs
    ? parts.flatMap((part) => part.get(pairs.signature) ?? [])
    : texts.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length))
  const late = scheme.time && checkTime(scheme.time, call, { t, nowMs })
  if (late) return late
  const content = fillSigned(signed, call, t === undefined ? {} : { t })
  const wanted = secrets.map((secret) => {
    const bare = secret.startsWith(keyPrefix) ? secret.slice(keyPrefix.length) : secret
    return createHmac(hash, key === 'text' ? bare : Buffer.from(bare, key))
      .update(content)
      .digest()
  })
  return fits(given, wanted, encoding) ? believed : wrong
}

/** https://github.com/standard-webhooks/standard-webhooks: `{id}.{timestamp}.{body}`, HMAC-SHA256, several `v1,` signatures. */
function checkStandard(call: IncomingCall, secrets: string[], nowMs: number, toleranceSeconds: number): Verdict {
  const part = (name: string) => read(call, `webhook-${name}`) ?? read(call, `svix-${name}`)
  const [id, timestamp, signatures] = [part('id'), part('timestamp'), part('signature')]
  if (!id || !timestamp || !signatures) return missing('webhook-id, webhook-timestamp or webhook-signature')
  const late = checkStamp(timestamp, { unit: 'seconds', toleranceSeconds }, nowMs)
  if (late) return late
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []))
  const wanted = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(call.body).digest()
  })
  return fits(given, wanted, 'base64') ? believed : wrong
}

/** https://www.twilio.com/docs/usage/security#validating-requests */
function checkTwilio(header: string, call: IncomingCall, secrets: string[]): Verdict {
  const given = read(call, header)
  if (!given) return missing(header)
  const isForm = read(call, 'content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const fields = isForm ? [...new URLSearchParams(Buffer.from(call.body).toString())] : []
  if (!isForm && call.body.length > 0) {
    const hash = createHash('sha256').update(call.body).digest()
    if (!fits([call.query.bodySHA256 ?? ''], [hash], 'hex')) return wrong
  }
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const content = call.url + sorted.map(([name, value]) => name + value).join('')
  const wanted = secrets.map((secret) => createHmac('sha1', secret).update(content).digest())
  return fits([given], wanted, 'base64') ? believed : wrong
}

function checkPublicKey(
  scheme: Of<'ed25519'> | Of<'ecdsa'>,
  call: IncomingCall,
  secrets: string[],
  nowMs: number,
): Verdict {
  const [given, stamp] = [read(call, scheme.header), read(call, scheme.timeHeader)]
  if (!given || !stamp) return missing(`${scheme.header} or ${scheme.timeHeader}`)
  const { toleranceSeconds } = scheme
  const late = toleranceSeconds === undefined ? null : checkStamp(stamp, { unit: 'seconds', toleranceSeconds }, nowMs)
  if (late) return late
  const content = Buffer.concat([Buffer.from(stamp), call.body])
  const isEd = scheme.kind === 'ed25519'
  const signature = Buffer.from(given, isEd ? 'hex' : 'base64')
  const isGood = secrets.some((secret) => {
    const key = isEd ? ed25519Key(secret) : p256Key(secret)
    return key !== null && verifies(isEd ? null : 'sha256', content, key, signature)
  })
  return isGood ? believed : wrong
}

function verifies(hash: string | null, content: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(hash, content, key, signature)
  } catch {
    return false // a signature that is none at all
  }
}

/** What RFC 8410 puts in front of a bare Ed25519 key of 32 bytes. */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex')

function ed25519Key(hex: string): KeyObject | null {
  const bare = Buffer.from(hex.trim(), 'hex')
  return bare.length === 32 ? derKey(Buffer.concat([ed25519Head, bare])) : null
}

/** As SendGrid shows it: base64 of its DER, with or without PEM's lines around it. */
function p256Key(text: string): KeyObject | null {
  return derKey(Buffer.from(text.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, ''), 'base64'))
}

function derKey(key: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key, format: 'der', type: 'spki' })
  } catch {
    return null // what was entered is no key
  }
}

/** RFC 7519 with HS256 and nothing else: the header's own word for the algorithm is not trusted. */
function checkJwt(scheme: Of<'jwt'>, call: IncomingCall, secrets: string[], nowMs: number): Verdict {
  const text = read(call, scheme.header)
  const [head, claims, signature, ...more] = (text ?? '').replace(scheme.prefix ?? '', '').split('.')
  if (!head || !claims || !signature || more.length > 0) return missing(scheme.header)
  const wanted = secrets.map((secret) => createHmac('sha256', secret).update(`${head}.${claims}`).digest())
  if (jsonIn(head)?.alg !== 'HS256' || !fits([signature], wanted, 'base64')) return wrong
  const said = jsonIn(claims) ?? {}
  if (typeof said.exp === 'number' && said.exp * 1_000 < nowMs) return refuse('The token has ended.')
  if (scheme.issuer !== undefined && said.iss !== scheme.issuer) return wrong
  if (scheme.bodyHash === undefined) return believed
  const hash = createHash('sha256').update(call.body).digest()
  return fits([String(said[scheme.bodyHash] ?? '')], [hash], 'hex') ? believed : wrong
}

function checkToken(scheme: Of<'token'>, call: IncomingCall, secrets: string[]): Verdict {
  const given = [
    ...(scheme.header === undefined ? [] : [read(call, scheme.header) ?? '']),
    ...(scheme.query === undefined ? [] : [call.query[scheme.query] ?? '']),
    ...(scheme.body === undefined ? [] : textsAt(jsonOf(call.body), scheme.body)),
  ]
  const isGood = given.length > 0 && given.every((text) => secrets.some((secret) => sameText(text, secret)))
  return isGood ? believed : refuse('The secret is missing or wrong.')
}

function checkTime(time: SignedTime, call: IncomingCall, { t, nowMs }: { t: string | undefined; nowMs: number }) {
  const { header, body } = time
  const stamp = header !== undefined ? read(call, header) : body !== undefined ? textsAt(jsonOf(call.body), body)[0] : t
  return checkStamp(stamp ?? '', time, nowMs)
}

/** Null where the timestamp is near enough to now. */
function checkStamp(
  stamp: string,
  { unit, toleranceSeconds }: Pick<SignedTime, 'unit' | 'toleranceSeconds'>,
  nowMs: number,
): Verdict | null {
  const isNumber = /^\d{1,16}(\.\d+)?$/.test(stamp)
  const sentMs =
    unit === 'iso' ? Date.parse(stamp) : isNumber ? Number(stamp) * (unit === 'seconds' ? 1_000 : 1) : Number.NaN
  if (Number.isNaN(sentMs)) return refuse('The timestamp is missing or is none.')
  if (Math.abs(nowMs - sentMs) <= toleranceSeconds * 1_000) return null
  return refuse(`The timestamp is ${sentMs < nowMs ? 'too old' : 'in the future'}; look whether the clock is right.`)
}

/** `t=1,v1=a,v1=b`, also with `;` between. */
function readPairs(text: string): Map<string, string[]> {
  const pairs = new Map<string, string[]>()
  for (const pair of text.split(/[,;]/)) {
    const [name = '', ...value] = pair.trim().split('=')
    pairs.set(name, [...(pairs.get(name) ?? []), value.join('=')])
  }
  return pairs
}

/** Whether one of the texts stands for one of the values. All are compared, each in constant time. */
function fits(given: string[], wanted: Buffer[], encoding: 'hex' | 'base64'): boolean {
  let found = false
  for (const text of given) {
    const bytes = Buffer.from(text.trim(), encoding)
    for (const value of wanted) if (bytes.length === value.length && timingSafeEqual(bytes, value)) found = true
  }
  return found
}

/** By their hashes, so that neither length nor content shows in the time it takes. */
export function sameText(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}

const read = (call: IncomingCall, name: string): string | undefined => call.headers[name.toLowerCase()]

function missing(what: string): Verdict {
  return refuse(`${what} is missing.`)
}

function jsonIn(base64url: string) {
  const said = jsonOf(Buffer.from(base64url, 'base64url'))
  return isJsonObject(said) ? said : null
}
