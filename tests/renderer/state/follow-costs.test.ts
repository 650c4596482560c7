// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followCosts } from '../../../renderer/state/follow-costs.ts'
import { useRecentRuns } from '../../../renderer/state/recent-runs-store.ts'
import type { RunSummary } from '../../../shared/contract/runs.ts'
import { runSummary } from '../support/run-summary.ts'

const run = (status: RunSummary['status']) => runSummary({ status })

let asked = 0
let answer: () => Promise<void>

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  answer = () => Promise.resolve()
})
afterEach(() => {
  vi.useRealTimers()
  useRecentRuns.setState({ runs: [] })
})

function follow(): () => void {
  return followCosts(() => {
    asked++
    return answer()
  })
}

it('asks each second while a run is under way, and seldom while none is', async () => {
  useRecentRuns.setState({ runs: [run('running')] })
  const stop = follow()
  await vi.advanceTimersByTimeAsync(4_000)
  expect(asked).toBe(4)
  useRecentRuns.setState({ runs: [run('succeeded'), run('queued')] })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toBe(6)
  stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toBe(6)
})

it('never asks again before the answer is there', async () => {
  useRecentRuns.setState({ runs: [run('running')] })
  const slow = Promise.withResolvers<void>()
  answer = () => slow.promise
  const stop = follow()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked).toBe(1)
  slow.resolve()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toBe(2)
  stop()
})
