import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nextTry } from '../../electron/engine/alerts/next-try.ts'
import { isWebhookSecret, signWebhook } from '../../electron/engine/alerts/sign-webhook.ts'

const vectors = new URL('../../../shared/specs/vectors.json', import.meta.url)

describe('Standard Webhooks', () => {
  test('the signature is the published one', ({ skip }) => {
    if (!existsSync(vectors)) skip(`NOT CHECKED: ${vectors.pathname} is not here`)
    const { svix } = JSON.parse(readFileSync(vectors, 'utf8'))
    const { secret, id, timestamp, body, signature } = svix
    expect(signWebhook(secret, { id, timestampSeconds: Number(timestamp), body })).toBe(signature)
  })

  test('another id, time, body or secret has another signature', () => {
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
    const message = { id: 'msg_1', timestampSeconds: 1_614_265_330, body: '{}' }
    const signatures = [
      signWebhook(secret, message),
      signWebhook(secret, { ...message, id: 'msg_2' }),
      signWebhook(secret, { ...message, timestampSeconds: 1 }),
      signWebhook(secret, { ...message, body: '{ }' }),
      signWebhook(`whsec_${Buffer.alloc(24, 2).toString('base64')}`, message),
    ]
    expect(new Set(signatures).size).toBe(5)
    for (const signature of signatures) expect(signature).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/)
  })

  test('a secret has 24 to 64 bytes', () => {
    const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString('base64')}`
    expect([23, 24, 32, 64, 65].map((count) => isWebhookSecret(ofBytes(count)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    expect(isWebhookSecret(Buffer.alloc(32).toString('base64'))).toBe(false)
    expect(isWebhookSecret('whsec_not base64')).toBe(false)
  })
})

describe('the next try', () => {
  const failed = { retryAfterMs: null, now: 0, random: 0 }

  test('comes later each time, and after the sixth not at all', () => {
    const minutes = [1, 2, 3, 4, 5, 6].map((tries) => nextTry({ ...failed, tries }))
    expect(minutes).toEqual([30_000, 120_000, 600_000, 3_600_000, 21_600_000, null])
  })

  test('comes up to a fifth later by chance, never earlier', () => {
    expect(nextTry({ ...failed, tries: 1, random: 0.5 })).toBe(33_000)
    expect(nextTry({ ...failed, tries: 1, random: 1 })).toBe(36_000)
  })

  test('waits as long as it is asked to, within a day', () => {
    expect(nextTry({ ...failed, tries: 1, retryAfterMs: 90_000 })).toBe(90_000)
    expect(nextTry({ ...failed, tries: 4, retryAfterMs: 5_000 })).toBe(5_000)
    expect(nextTry({ ...failed, tries: 1, retryAfterMs: 0 })).toBe(1_000)
    expect(nextTry({ ...failed, tries: 1, retryAfterMs: 1e12 })).toBe(86_400_000)
    expect(nextTry({ ...failed, tries: 6, retryAfterMs: 1_000 })).toBe(null)
  })
})
