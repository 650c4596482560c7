import { createHmac } from 'node:crypto'

type Signed = { id: string; timestampSeconds: number; body: string }

/**
 * The signature of Standard Webhooks (standardwebhooks.com, v1): HMAC-SHA256 over id, time and body, so that none of them
 * can be another's, and an old message cannot be played again.
 */
export function signWebhook(secret: string, { id, timestampSeconds, body }: Signed): string {
  const hmac = createHmac('sha256', keyOf(secret) ?? '').update(`${id}.${timestampSeconds}.${body}`)
  return `v1,${hmac.digest('base64')}`
}

/** Whether a secret is as the standard has it: `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(secret: string): boolean {
  const key = keyOf(secret)
  return key !== null && key.length >= 24 && key.length <= 64
}

function keyOf(secret: string): Buffer | null {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  return base64 === undefined ? null : Buffer.from(base64, 'base64')
}
