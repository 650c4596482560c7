import { describe, expect, it } from 'vitest'
import { basisWords, callsWords, chipWords, isOverBudget } from '../../../renderer/canvas/forecast/forecast-words.ts'
import { nodeForecast, runForecast } from '../support/forecasts.ts'

const unknown = nodeForecast({ nodeId: 'other', model: null, expectedMicroUsd: null, mostMicroUsd: null })
const free = nodeForecast({ expectedMicroUsd: 0, mostMicroUsd: 0 })
const cappedAt = (leftMicroUsd: number) => ({
  cappedBy: { budgetId: 'b', title: 'Each run', leftMicroUsd },
  mostMicroUsd: leftMicroUsd,
})

describe('the chip', () => {
  it('says what is expected and the most there can be', () => {
    expect(chipWords(runForecast([nodeForecast()]))).toBe('about $0.0040, at most $0.020')
  })

  it('leaves out a most that nothing limits', () => {
    expect(chipWords(runForecast([nodeForecast({ mostMicroUsd: null })]))).toBe('about $0.0040')
  })

  it('says that a part is unknown, and where nothing is known says that alone', () => {
    expect(chipWords(runForecast([nodeForecast(), unknown]))).toBe('about $0.0040 + unknown')
    expect(chipWords(runForecast([unknown]))).toBe('cost unknown')
    expect(chipWords(runForecast([unknown], cappedAt(1_000_000)))).toBe('at most $1.00')
  })

  it('tells free from unknown, and is not there where no model is asked', () => {
    expect(chipWords(runForecast([free]))).toBe('costs nothing')
    expect(chipWords(runForecast([]))).toBeNull()
  })

  it('does not promise more than a budget has left', () => {
    const capped = runForecast([nodeForecast()], cappedAt(1_000))
    expect(chipWords(capped)).toBe('at most $0.0010')
    expect(isOverBudget(capped)).toBe(true)
    expect(isOverBudget(runForecast([nodeForecast()], cappedAt(4_000)))).toBe(false)
    expect(isOverBudget(runForecast([nodeForecast()]))).toBe(false)
  })
})

it('says where an expectation comes from', () => {
  expect(basisWords(nodeForecast())).toBe('from the prompt')
  expect(basisWords({ basis: { kind: 'history', runs: 12, calls: 30 } })).toBe('average of 12 runs')
  expect(basisWords({ basis: { kind: 'history', runs: 1, calls: 1 } })).toBe('from the last run')
})

it('writes an average of calls with one digit, and many of them whole', () => {
  expect([1, 2.54, 1_234.5].map(callsWords)).toEqual(['1', '2.5', '1,235'])
})
