import { expect, test } from 'vitest'
import { createLimiter, type Limits } from '../../electron/engine/models/limiter.ts'
import type { CallLimit } from '../../shared/run/events.ts'
import { createHandClock } from '../support/hand-clock.ts'

const minuteMs = 60_000
const { signal } = new AbortController()

function limiterOf(first: Partial<Limits>) {
  let limits: Limits = { atOnce: null, perMinute: null, ...first }
  const clock = createHandClock()
  const limiter = createLimiter(() => limits, clock)
  const order: string[] = []
  const waited: CallLimit[] = []
  const pace = async (name: string, own: AbortSignal = signal) => {
    await limiter.pace(own, (limit) => waited.push(limit))
    order.push(name)
  }
  const change = (next: Partial<Limits>) => {
    limits = { ...limits, ...next }
    limiter.refresh()
  }
  return { limiter, clock, order, waited, pace, change }
}

/** Lets everything that is ready to go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('so many requests in any 60 seconds, first come first served', async () => {
  const { clock, order, waited, pace } = limiterOf({ perMinute: 2 })
  const begin = clock.now()
  await pace('a')
  clock.pass(10_000)
  const all = ['b', 'c', 'd', 'e'].map((name) => pace(name))
  await settle()
  expect(order).toEqual(['a', 'b'])
  expect(waited).toEqual([
    { limit: 2, per: 'minute' },
    { limit: 2, per: 'minute' },
    { limit: 2, per: 'minute' },
  ])
  await clock.sleeping(begin + minuteMs)
  clock.pass(minuteMs - 10_000 - 1)
  await settle()
  expect(order).toEqual(['a', 'b'])
  clock.pass(1)
  await settle()
  expect(order).toEqual(['a', 'b', 'c'])
  clock.pass(10_000)
  await settle()
  expect(order).toEqual(['a', 'b', 'c', 'd'])
  clock.pass(minuteMs - 10_000)
  await Promise.all(all)
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(clock.sleepers()).toBe(0)
})

test('whoever is cancelled while it waits leaves at once, and nothing sleeps on for it', async () => {
  const { clock, order, pace } = limiterOf({ perMinute: 1 })
  await pace('a')
  const leaving = new AbortController()
  const left = pace('b', leaving.signal)
  await clock.sleeping(clock.now() + minuteMs)
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await settle()
  expect(clock.sleepers()).toBe(0)
  // The one that left used up nothing.
  clock.pass(minuteMs)
  await pace('c')
  expect(order).toEqual(['a', 'c'])
})

test('a change of the requests per minute counts at once, up and down', async () => {
  const { clock, order, pace, change } = limiterOf({ perMinute: 1 })
  await pace('a')
  const waiting = ['b', 'c', 'd'].map((name) => pace(name))
  await settle()
  change({ perMinute: 3 })
  await settle()
  expect(order).toEqual(['a', 'b', 'c'])
  change({ perMinute: 1 })
  clock.pass(minuteMs)
  await settle()
  expect(order).toEqual(['a', 'b', 'c', 'd'])
  const last = pace('e')
  change({ perMinute: null })
  await last
  await Promise.all(waiting)
  expect(order.at(-1)).toBe('e')
})

test('a change of the places counts at once: more let the next ones in, fewer let nobody in until enough are free', async () => {
  const { limiter, change } = limiterOf({ atOnce: 1 })
  const entered: string[] = []
  const enter = async (name: string) => {
    const release = await limiter.acquire(signal)
    entered.push(name)
    return release
  }
  const first = await enter('a')
  const [second, third, fourth] = ['b', 'c', 'd'].map(enter)
  change({ atOnce: 3 })
  await settle()
  expect(entered).toEqual(['a', 'b', 'c'])
  change({ atOnce: 1 })
  first()
  ;(await second)?.()
  await settle()
  expect(entered).toEqual(['a', 'b', 'c'])
  ;(await third)?.()
  await fourth
  expect(entered).toEqual(['a', 'b', 'c', 'd'])
})
