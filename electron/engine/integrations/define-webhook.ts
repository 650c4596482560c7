/*
 * How a service proves that a webhook's call is its own, as data. Sources: the vendors' documentation.
 * Placeholders in `signed`: `{body}` the raw bytes, `{header:NAME}`, `{t}` the timestamp out of the signature header
 * itself, `{url}` the whole address called, `{method}`.
 */
export type SignatureScheme =
  | {
      kind: 'hmac'
      hash: 'sha1' | 'sha256' | 'sha512'
      header: string
      /** In front of the signature, such as `sha256=`. */
      prefix?: string
      /** The header holds `t=…,v1=…`: names of the timestamp and of the signatures, of which one must fit. */
      pairs?: { time?: string; signature: string }
      encoding: 'hex' | 'base64'
      signed: string
      /** How the secret becomes a key: its text unless told. */
      key?: 'text' | 'base64' | 'hex'
      /** In front of the secret, and no part of the key, such as `whsec_`. */
      keyPrefix?: string
      /** Where the timestamp is and how old it may be; older calls are refused. */
      time?: { header?: string; body?: string; unit: 'seconds' | 'milliseconds'; toleranceSeconds: number }
    }
  /** Standard Webhooks (standardwebhooks.com), also under Svix's header names. */
  | { kind: 'standard' }
  /** Twilio: the address and the sorted form fields, HMAC-SHA1. */
  | { kind: 'twilio' }
  | { kind: 'ed25519'; header: string; timeHeader: string }
  /** ECDSA on P-256 with SHA-256, DER in base64, as SendGrid's. */
  | { kind: 'ecdsa'; header: string; timeHeader: string }
  /** The secret itself comes along: in a header, in the query, or at a dotted path of the body. */
  | { kind: 'token'; header?: string; query?: string; body?: string }

/** What a service asks of an address before it sends anything there. */
export type Handshake =
  /** A JSON body with a challenge that is sent back (Slack, Monday). */
  | { kind: 'echo-json'; when: { path: string; is?: string }; challenge: string; answer: 'text' | 'json' }
  /** A query parameter that is sent back as text (Microsoft Graph, Dropbox, Meta). `verify`: holds the secret. */
  | { kind: 'echo-query'; method: 'GET' | 'POST'; challenge: string; verify?: string }
  /** A header that is sent back, and is the secret from then on (Asana). */
  | { kind: 'echo-header'; header: string }
  /** HMAC of a token, as Zoom and X ask it. */
  | { kind: 'hmac-query'; challenge: string; answer: string; prefix: string }
  /** The first call brings a token that the person copies back into the service (Notion). */
  | { kind: 'show-token'; path: string }
  /** `{type: 1}` is answered with the same (Discord). */
  | { kind: 'discord-ping' }

export type WebhookSecurity = {
  /** What the person copies from or into the service, and where it stands there. */
  secret: { title: string; description: string; from: 'service' | 'niti' }
  signature: SignatureScheme
  handshake?: Handshake
  /** What tells one delivery from another: a second one with the same id is answered but begins nothing. */
  deliveryId?: { header: string } | { body: string }
  /** What to do at the service; `{webhookUrl}` and `{secret}` stand for values to copy. */
  setup: string[]
}
