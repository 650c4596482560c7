// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { markLost, markOpen } from '../../../renderer/link/link-store.ts'
import { followDashboard } from '../../../renderer/state/follow-dashboard.ts'

let asked = 0
let answer: () => Promise<void>
let feeds: { signal: AbortSignal; news: () => void }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  feeds = []
  answer = () => Promise.resolve()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function follow(): () => void {
  return followDashboard(
    () => {
      asked++
      return answer()
    },
    async (signal, news) => void feeds.push({ signal, news }),
  )
}

it('loads when figures moved, once a second however often they do', async () => {
  const stop = follow()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked).toBe(0)
  for (let moved = 0; moved < 20; moved++) {
    feeds[0]?.news()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(asked).toBe(2)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(asked).toBe(3)
  stop()
  feeds[0]?.news()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked).toBe(3)
  expect(feeds[0]?.signal.aborted).toBe(true)
})

it('moves on with the time also where nothing happens', async () => {
  const stop = follow()
  await vi.advanceTimersByTimeAsync(121_000)
  expect(asked).toBe(2)
  stop()
})

it('never asks again before the answer is there, nor while nobody looks', async () => {
  const slow = Promise.withResolvers<void>()
  answer = () => slow.promise
  const stop = follow()
  const look = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  feeds[0]?.news()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked).toBe(0)
  look.mockReturnValue('visible')
  await vi.advanceTimersByTimeAsync(500)
  expect(asked).toBe(1)
  feeds[0]?.news()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked).toBe(1)
  slow.resolve()
  await vi.advanceTimersByTimeAsync(500)
  expect(asked).toBe(2)
  stop()
})

it('hears anew, and loads, when the engine is back', async () => {
  markOpen()
  const stop = follow()
  markLost()
  markOpen()
  expect(feeds).toHaveLength(2)
  expect(feeds[0]?.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(1_500)
  expect(asked).toBe(1)
  stop()
})
