import { createRouterClient, implement } from '@orpc/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { linkLost } from '../../../renderer/link/error-of.ts'
import { createForecastStore } from '../../../renderer/state/forecast-store.ts'
import { costsContract, type RunForecast } from '../../../shared/contract/costs.ts'
import { userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { nodeForecast, runForecast } from '../support/forecasts.ts'

/** The engine's side: each question waits until the test answers it. A question nobody expects has no answer. */
function createEngine() {
  const asked: { inputs: JsonObject; answer: PromiseWithResolvers<RunForecast>; signal: AbortSignal | undefined }[] = []
  const forecast = implement(costsContract).forecast.handler(({ input, signal }) => {
    const answer = Promise.withResolvers<RunForecast>()
    asked.push({ inputs: input.inputs, answer, signal })
    return answer.promise
  })
  const forecasts = createForecastStore({ costs: createRouterClient({ forecast }), calmMs: 100 })
  const shown = () => forecasts.store.getState().forecasts.wf_1?.expectedMicroUsd
  return { asked, forecasts, shown }
}

const costing = (expectedMicroUsd: number) => runForecast([nodeForecast({ expectedMicroUsd })])
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('asks once after a moment of calm, with what the inputs are then', async () => {
  const { asked, forecasts, shown } = createEngine()
  let city = 'Bern'
  forecasts.ask('wf_1', () => ({ city }))
  await vi.advanceTimersByTimeAsync(90)
  forecasts.ask('wf_1', () => ({ city }))
  city = 'Ulm'
  await vi.advanceTimersByTimeAsync(99)
  expect(asked).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(asked.map(({ inputs }) => inputs)).toEqual([{ city: 'Ulm' }])
  asked[0]?.answer.resolve(costing(5))
  await settle()
  expect(shown()).toBe(5)
})

it('gives up an older question for a newer one, however late its answer comes', async () => {
  const { asked, forecasts, shown } = createEngine()
  forecasts.ask('wf_1', () => ({ turn: 1 }))
  await vi.advanceTimersByTimeAsync(100)
  forecasts.ask('wf_1', () => ({ turn: 2 }))
  await vi.advanceTimersByTimeAsync(100)
  expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, false])
  asked[1]?.answer.resolve(costing(2))
  await settle()
  asked[0]?.answer.resolve(costing(1))
  await settle()
  expect(shown()).toBe(2)
})

it('asks nothing and takes no answer while something is dragged', async () => {
  const { asked, forecasts, shown } = createEngine()
  forecasts.ask('wf_1', () => ({}))
  await vi.advanceTimersByTimeAsync(100)
  forecasts.hold()
  asked[0]?.answer.resolve(costing(1))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(shown()).toBeUndefined()
  forecasts.ask('wf_1', () => ({}))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toHaveLength(1)
  forecasts.release()
  await vi.advanceTimersByTimeAsync(100)
  asked[1]?.answer.resolve(costing(3))
  await settle()
  expect(shown()).toBe(3)
})

it('says nothing of a draft that is half edited, and keeps what it knew while the engine is away', async () => {
  const { asked, forecasts, shown } = createEngine()
  const next = async (how: (answer: PromiseWithResolvers<RunForecast>) => void) => {
    forecasts.ask('wf_1', () => ({}))
    await vi.advanceTimersByTimeAsync(100)
    const last = asked.at(-1)
    if (last) how(last.answer)
    await settle()
  }
  await next(({ resolve }) => resolve(costing(7)))
  await next(({ reject }) => reject(linkLost()))
  expect(shown()).toBe(7)
  await next(({ reject }) => reject(userError('workflow.has-problems', 'A wire leads nowhere.')))
  expect(shown()).toBeUndefined()
  await next(({ resolve }) => resolve(costing(8)))
  expect(shown()).toBe(8)
})

it('lets a question be when nobody looks at the draft any more', async () => {
  const { asked, forecasts } = createEngine()
  forecasts.ask('wf_1', () => ({}))
  forecasts.leave('wf_1')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toEqual([])
})
