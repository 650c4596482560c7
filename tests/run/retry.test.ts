import { expect, test } from 'vitest'
import { retryWaitMs } from '../../electron/engine/run/retry.ts'
import type { ErrorInfo } from '../../shared/errors.ts'

const passing: ErrorInfo = { kind: 'external', code: 'x.y', message: 'Busy.', retryable: true }
const final: ErrorInfo = { kind: 'user', code: 'x.y', message: 'Wrong.' }
const policy = { count: 3, firstWaitMs: 1_000, on: 'temporary' as const }

test('the wait doubles, and up to half of it is taken off by chance', () => {
  const waits = [1, 2, 3].map((tries) => [0, 1].map((random) => retryWaitMs({ policy, error: passing, tries, random })))
  expect(waits).toEqual([
    [500, 1_000],
    [1_000, 2_000],
    [2_000, 4_000],
  ])
})

test('it never waits longer than five minutes', () => {
  const patient = { ...policy, count: 100 }
  expect(retryWaitMs({ policy: patient, error: passing, tries: 50, random: 1 })).toBe(300_000)
})

test('no policy, no tries left, an error that will not pass, a cancel or a bug: not again', () => {
  const again = (more: object) => retryWaitMs({ policy, error: passing, tries: 1, random: 0, ...more })
  expect(again({ policy: undefined })).toBeNull()
  expect(again({ tries: 4 })).toBeNull()
  expect(again({ error: final })).toBeNull()
  expect(again({ error: final, policy: { ...policy, on: 'any' } })).toBe(500)
  expect(again({ error: { ...final, kind: 'cancelled' }, policy: { ...policy, on: 'any' } })).toBeNull()
  expect(again({ error: { ...final, kind: 'bug' }, policy: { ...policy, on: 'any' } })).toBeNull()
})
