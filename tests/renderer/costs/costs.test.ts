import { describe, expect, it } from 'vitest'
import { comparableModels, compareRows, differenceWords } from '../../../renderer/parts/costs/compare-rows.ts'
import { costShare, shareWords } from '../../../renderer/parts/costs/cost-share.ts'
import { expectationOf } from '../../../renderer/parts/costs/expected-cost.ts'
import { plannedOnCanvas } from '../../../renderer/parts/costs/planned-costs.ts'
import type { ModelEntry, ProviderState } from '../../../shared/contract/connections.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { nodeForecast, runForecast } from '../support/forecasts.ts'

describe('what a card is expected to cost', () => {
  const forecast = runForecast([
    nodeForecast({ nodeId: 'ask', expectedMicroUsd: 1 }),
    nodeForecast({ nodeId: 'each/ask', expectedMicroUsd: 20, mostMicroUsd: 50 }),
    nodeForecast({ nodeId: 'each/deep/ask', expectedMicroUsd: 300, mostMicroUsd: null }),
    nodeForecast({ nodeId: 'odd/ask', expectedMicroUsd: null }),
  ])

  it('is the node’s own, by its place', () => {
    expect(expectationOf(forecast, [], 'ask')).toMatchObject({ expectedMicroUsd: 1, own: { nodeId: 'ask' } })
    expect(expectationOf(forecast, ['each'], 'ask')?.expectedMicroUsd).toBe(20)
    expect(expectationOf(forecast, [], 'start')).toBeNull()
  })

  it('is of a container the sum of what is inside, once each, and unknown where a part is', () => {
    expect(expectationOf(forecast, [], 'each')).toEqual({
      expectedMicroUsd: 320,
      mostMicroUsd: null,
      own: null,
    })
    expect(expectationOf(forecast, ['each'], 'deep')?.expectedMicroUsd).toBe(300)
    expect(expectationOf(forecast, [], 'odd')?.expectedMicroUsd).toBeNull()
    expect(expectationOf(forecast, [], 'eac')).toBeNull()
  })
})

describe('shares', () => {
  it('are parts of the whole, and nothing where there is nothing to share out', () => {
    expect(costShare({ microUsd: 620 }, 1_000)).toBe(0.62)
    expect(costShare({ microUsd: 0 }, 1_000)).toBeNull()
    expect(costShare({ microUsd: 5 }, 0)).toBeNull()
  })

  it('are said in whole per cent, and little is not nothing', () => {
    expect([0.62, 1, 0.005, 0.0049].map(shareWords)).toEqual(['62\u202f%', '100\u202f%', '1\u202f%', '<1\u202f%'])
  })
})

describe('other models', () => {
  const model = (ref: string, price: ModelEntry['price'] = { inputUsdPerMillion: 1, outputUsdPerMillion: 2 }) => ({
    ref,
    title: ref.slice(ref.indexOf('/') + 1).toUpperCase(),
    contextTokens: null,
    price,
  })
  const provider = (id: string, ready: boolean, models: ModelEntry[]): ProviderState => ({
    ...{ id, title: `The ${id}`, summary: '', key: 'none', keyFrom: 'none', keyEnv: null, keyUrl: null },
    ...{ baseUrl: '', baseUrlFrom: 'default', ready, local: false, usualAtOnce: 1, models },
    limits: { atOnce: null, perMinute: null },
  })
  const providers = [
    provider('demo', true, [model('demo/demo')]),
    provider('far', false, [model('far/a')]),
    provider('near', true, [
      model('near/b'),
      model('near/unknown', null),
      model('near/half', { inputUsdPerMillion: 1, outputUsdPerMillion: null }),
    ]),
  ]

  it('are the real ones with a known price, what can be used now first', () => {
    expect(comparableModels(providers)).toEqual(['near/b', 'far/a'])
  })

  it('stand by cost, with the difference, without what nobody knows and what is compared with', () => {
    const costs = [
      { model: 'near/b', microUsd: 300, isAsPlanned: false },
      { model: 'far/a', microUsd: 50, isAsPlanned: false },
      { model: 'gone/c', microUsd: 100, isAsPlanned: false },
      { model: 'near/unknown', microUsd: null, isAsPlanned: false },
      { model: 'near/b', microUsd: 100, isAsPlanned: true },
    ]
    expect(compareRows(costs, 100, providers)).toEqual([
      {
        ...{ model: 'far/a', title: 'A', provider: 'The far', microUsd: 50 },
        difference: '−50\u202f%',
        isReady: false,
      },
      { ...{ model: 'gone/c', title: 'c', provider: 'gone', microUsd: 100 }, difference: 'the same', isReady: false },
      {
        ...{ model: 'near/b', title: 'B', provider: 'The near', microUsd: 300 },
        difference: '+200\u202f%',
        isReady: true,
      },
    ])
  })

  it('says many times as much as a factor, and nothing against nothing', () => {
    expect(differenceWords(525, 100)).toBe('×\u202f5.3')
    expect(differenceWords(12_345_600, 1_000)).toBe('×\u202f12,346')
    expect(differenceWords(5, 0)).toBeNull()
    expect(differenceWords(5, null)).toBeNull()
  })
})

it('puts what happened inside a called workflow on the node that calls it, largest first', () => {
  const document = drawWorkflow('call -> each', {
    call: { type: 'run-workflow' },
    each: { type: 'each', graph: drawWorkflow('ask', { ask: { type: 'prompt' } }) },
  })
  const planned = [
    { nodePath: 'each/ask', calls: 3, microUsd: 5 },
    { nodePath: 'call/one', calls: 1, microUsd: 10 },
    { nodePath: 'call/each/two', calls: 2, microUsd: 20 },
  ]
  expect(plannedOnCanvas(document, planned)).toEqual([
    { path: ['call'], calls: 3, microUsd: 30 },
    { path: ['each', 'ask'], calls: 3, microUsd: 5 },
  ])
  const [one, two, three] = planned
  const partly = [one, two, { ...three, nodePath: 'call/x', calls: 1, microUsd: null }].flatMap((each) => each ?? [])
  expect(plannedOnCanvas(document, partly).find(({ path }) => path[0] === 'call')?.microUsd).toBeNull()
})
