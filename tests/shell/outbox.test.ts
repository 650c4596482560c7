import { expect, test } from 'vitest'
import { createOutbox } from '../../electron/main/outbox.ts'

test('keeps what was said before anybody listened, in order, once', async () => {
  const box = createOutbox<string>()
  box.put('a')
  box.put('b')
  const listener = box.listen(undefined)
  expect([(await listener.next()).value, (await listener.next()).value]).toEqual(['a', 'b'])
  const third = listener.next()
  box.put('c')
  expect((await third).value).toBe('c')
})

test('ends when the signal aborts, waiting or not', async () => {
  const box = createOutbox<string>()
  const abort = new AbortController()
  const waiting = box.listen(abort.signal).next()
  abort.abort()
  expect((await waiting).done).toBe(true)
  expect((await box.listen(abort.signal).next()).done).toBe(true)
})

test('a new listener takes over, and nothing is lost between the two', async () => {
  const box = createOutbox<string>()
  const before = box.listen(undefined).next()
  const after = box.listen(undefined).next()
  expect((await before).done).toBe(true)
  box.put('a')
  expect((await after).value).toBe('a')
})

test('forgets the oldest when nobody ever listens', async () => {
  const box = createOutbox<number>(2)
  for (const item of [1, 2, 3]) box.put(item)
  expect((await box.listen(undefined).next()).value).toBe(2)
})
