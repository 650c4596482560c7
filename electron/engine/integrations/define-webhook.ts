/*
 * How a service proves that a webhook's call is its own, as data. Sources: the vendors' documentation.
 * Placeholders in `signed`: `{body}` the raw bytes, `{body:PATH}` a value at a dotted path of its JSON, `{header:NAME}`,
 * `{t}` the timestamp out of the signature header itself, `{url}` the whole address called (`{url:decoded}` as HubSpot
 * wants it), `{method}`; of `hash` also `{secret}`.
 */

/** Where the timestamp is and how old it may be; older calls, and those from the future, are refused. `iso`: RFC 3339. */
export type SignedTime = {
  /** Neither header nor body: the one out of the signature header itself. */
  header?: string
  body?: string
  unit: 'seconds' | 'milliseconds' | 'iso'
  toleranceSeconds: number
}

export type SignatureScheme =
  | {
      kind: 'hmac'
      hash: 'sha1' | 'sha256' | 'sha512'
      /** Where the signature is; of several headers (two keys at work, as Box has them) one must fit. */
      header?: string | string[]
      /** Dotted path of the signature in the body, where it comes in no header (Mailgun). */
      body?: string
      /** In front of the signature, such as `sha256=`. */
      prefix?: string
      /** The header holds `t=…,v1=…` (or with `;`): names of the timestamp and of the signatures, of which one must fit. */
      pairs?: { time?: string; signature: string }
      encoding: 'hex' | 'base64'
      signed: string
      /** How the secret becomes a key: its text unless told. */
      key?: 'text' | 'base64' | 'hex'
      /** In front of the secret, and no part of the key, such as `whsec_`. */
      keyPrefix?: string
      time?: SignedTime
    }
  /** A plain hash over a text that the secret is part of, as HubSpot's first two versions. */
  | { kind: 'hash'; hash: 'sha256'; header: string; encoding: 'hex' | 'base64'; signed: string }
  /** Standard Webhooks (standardwebhooks.com), also under Svix's header names; five minutes unless told. */
  | { kind: 'standard'; toleranceSeconds?: number }
  /** Twilio: the address and the sorted form fields, HMAC-SHA1; a JSON body by its hash in the address. Mandrill has another header. */
  | { kind: 'twilio'; header?: string }
  | { kind: 'ed25519'; header: string; timeHeader: string; toleranceSeconds?: number }
  /** ECDSA on P-256 with SHA-256, DER in base64, as SendGrid's. */
  | { kind: 'ecdsa'; header: string; timeHeader: string; toleranceSeconds?: number }
  /** A JWT signed with the secret (HS256). `bodyHash`: the claim that holds the body's SHA-256 in hex. */
  | { kind: 'jwt'; header: string; prefix?: string; issuer?: string; bodyHash?: string }
  /**
   * The secret itself comes along: in a header, in the query, or at a dotted path of the body, where `*` is every entry
   * of a list.
   */
  | { kind: 'token'; header?: string; query?: string; body?: string }
  /** The service proves nothing: whoever knows the secret address is believed. */
  | { kind: 'address' }

/** What a service asks of an address before it sends anything there. */
export type Handshake =
  /** A JSON body with a challenge that is sent back (Slack, Monday). */
  | { kind: 'echo-json'; when: { path: string; is?: string }; challenge: string; answer: 'text' | 'json' }
  /**
   * A query parameter that is sent back (Microsoft Graph, Dropbox, Meta), as text unless told. `verify`: the parameter
   * that must be the verify token, which the setup names as `{verifyToken}`.
   */
  | { kind: 'echo-query'; method: 'GET' | 'POST'; challenge: string; verify?: string; answer?: 'text' | 'json' }
  /** A header that is sent back, and is the secret from then on (Asana). */
  | { kind: 'echo-header'; header: string }
  /** HMAC-SHA256 of a token in the query, in base64, as X asks it: `{answer: prefix + hmac}`. */
  | { kind: 'hmac-query'; challenge: string; answer: string; prefix: string }
  /** HMAC-SHA256 of a token in a JSON body, in hex, as Zoom asks it: `{[token]: …, [answer]: hmac}`. */
  | { kind: 'hmac-json'; when: { path: string; is: string }; challenge: string; token: string; answer: string }
  /** The first call brings a token that the person copies back into the service, and that is the secret (Notion). */
  | { kind: 'show-token'; path: string }
  /** `{type: 1}` is answered with the same (Discord). */
  | { kind: 'discord-ping' }
  /** A call with this method only asks whether the address is there (Trello, Mailchimp). */
  | { kind: 'ok'; method: 'HEAD' | 'GET' }

export type WebhookSecurity = {
  /**
   * What the person copies from or into the service, and where it stands there. `niti`: made here, to be entered there.
   * `handshake`: the service tells it by itself. Services with two keys in use: one per line.
   */
  secret: { title: string; description: string; from: 'service' | 'niti' | 'handshake' }
  signature: SignatureScheme
  /** Several where a service asks in several ways. */
  handshake?: Handshake | Handshake[]
  /** What tells one delivery from another: a second one with the same id is answered but begins nothing. */
  deliveryId?: { header: string } | { body: string }
  /** Dotted paths of secrets in the body, such as Slack's old `token`: they are taken out of what is kept. */
  hidden?: string[]
  /** What a delivery that was taken is answered with: 202 unless the service wants another. The answer is empty. */
  okStatus?: 200 | 202 | 204
  /** What to do at the service; `{webhookUrl}`, `{secret}` and `{verifyToken}` stand for values to copy. */
  setup: string[]
}
