import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CallNeed, decide, leftOf, touchedBy, usedPercent } from '../../electron/engine/costs/budget.ts'
import type { BudgetState, BudgetSums } from '../../electron/engine/store/reservations.store.ts'
import type { Budget } from '../../shared/contract/budgets.ts'

const noSums: BudgetSums = {
  ...{ settledMicroUsd: 0, settledTokens: 0, reservedMicroUsd: 0, reservedTokens: 0, unknownCalls: 0 },
}

function budget(terms: Partial<Budget> = {}): Budget {
  return {
    budgetId: 'b',
    scope: { kind: 'workspace' },
    period: 'total',
    limitMicroUsd: null,
    limitTokens: null,
    thresholds: [50, 80, 100],
    onExceed: 'pause',
    cheaperModel: null,
    createdAt: 0,
    updatedAt: 0,
    ...terms,
  }
}

const state = (terms: Partial<Budget>, sums: Partial<BudgetSums> = {}): BudgetState => ({
  budget: budget(terms),
  periodKey: 0,
  sums: { ...noSums, ...sums },
})

/** One micro-dollar a token in, ten a token out. */
function need(terms: Partial<CallNeed> = {}): CallNeed {
  return {
    inputTokens: 100,
    isCounted: true,
    askedOutputTokens: null,
    modelOutput: { tokens: 16_000, isKnown: true },
    costOf: (input, output) => ({ microUsd: input + output * 10, price: null }),
    ...terms,
  }
}

const free = { costOf: () => ({ microUsd: 0, price: null }) }
const unpriced = { costOf: () => ({ microUsd: null, price: null }) }

describe('which budgets a call counts in', () => {
  const caller = {
    workspaceId: 'w',
    workflowId: 'wf_a',
    runNumber: 7,
    agentId: 'agent_a',
    provider: 'openai',
    model: 'gpt/x',
    at: 1,
  }
  const scopes: [Budget['scope'], boolean][] = [
    [{ kind: 'run' }, true],
    [{ kind: 'workspace' }, true],
    [{ kind: 'workflow', workflowId: 'wf_a' }, true],
    [{ kind: 'workflow', workflowId: 'wf_b' }, false],
    [{ kind: 'provider', providerId: 'openai' }, true],
    [{ kind: 'provider', providerId: 'gemini' }, false],
    [{ kind: 'model', model: 'openai/gpt/x' }, true],
    [{ kind: 'model', model: 'openai/gpt' }, false],
    [{ kind: 'agent', agentId: 'agent_a' }, true],
    [{ kind: 'agent', agentId: 'agent_b' }, false],
  ]
  test.each(scopes)('%j: %s', (scope, counts) => {
    const period = scope.kind === 'run' ? 'run' : 'total'
    const touched = touchedBy([budget({ scope, period })], caller, 'UTC')
    expect(touched).toEqual(counts ? [{ budgetId: 'b', periodKey: period === 'run' ? 7 : 0 }] : [])
  })
})

describe('whether a call is made', () => {
  test('it is held at its input and the limit on its answer', () => {
    const decision = decide([state({ limitMicroUsd: 10_000 })], need({ askedOutputTokens: 500 }), true)
    expect(decision).toMatchObject({ kind: 'go', hold: { microUsd: 5_100, inputTokens: 100, outputTokens: 500 } })
    expect(decision).toMatchObject({ outputLimit: null })
  })

  test('exactly what is left fits, one micro-dollar more does not', () => {
    const asked = need({ askedOutputTokens: 500 })
    expect(decide([state({ limitMicroUsd: 5_100 })], asked, true).kind).toBe('go')
    expect(decide([state({ limitMicroUsd: 5_099 })], asked, true).kind).toBe('no')
    const sums = { settledMicroUsd: 3_000, reservedMicroUsd: 2_000 }
    expect(decide([state({ limitMicroUsd: 10_100 }, sums)], asked, true).kind).toBe('go')
    expect(decide([state({ limitMicroUsd: 10_099 }, sums)], asked, true).kind).toBe('wait')
    expect(decide([state({ limitMicroUsd: 10_099 }, sums)], asked, false).kind).toBe('no')
  })

  test('what its node did not limit is limited by what is left: half of it, or enough for a fair answer', () => {
    const whole = decide([state({ limitMicroUsd: 1_000_000 })], need(), true)
    expect(whole).toMatchObject({ kind: 'go', hold: { outputTokens: 16_000 }, outputLimit: null })
    const half = decide(
      [state({ limitMicroUsd: 100 + 150_000 })],
      need({ modelOutput: { tokens: 20_000, isKnown: true } }),
      true,
    )
    expect(half).toMatchObject({ kind: 'go', outputLimit: { tokens: 8_192, budget: { budgetId: 'b' } } })
    const large = decide(
      [state({ limitMicroUsd: 100 + 900_000 })],
      need({ modelOutput: { tokens: 128_000, isKnown: true } }),
      true,
    )
    expect(large).toMatchObject({ kind: 'go', outputLimit: { tokens: 45_000 } })
    const small = decide([state({ limitMicroUsd: 100 + 3_000 })], need(), true)
    expect(small).toMatchObject({ kind: 'go', hold: { microUsd: 3_100 }, outputLimit: { tokens: 300 } })
    expect(decide([state({ limitMicroUsd: 100 + 2_550 })], need(), true).kind).toBe('no')
  })

  test('an answer is not cut short while calls under way may give something back', () => {
    const crowded = state({ limitMicroUsd: 100_000 }, { reservedMicroUsd: 96_000 })
    expect(decide([crowded], need(), true).kind).toBe('wait')
    expect(decide([crowded], need(), false)).toMatchObject({ kind: 'go', outputLimit: { tokens: 390 } })
  })

  test('a model whose own limit nobody knows is told one', () => {
    const decision = decide(
      [state({ limitMicroUsd: 1_000_000 })],
      need({ modelOutput: { tokens: 4_096, isKnown: false } }),
      true,
    )
    expect(decision).toMatchObject({ kind: 'go', outputLimit: { tokens: 4_096, budget: null } })
  })

  test('what costs nothing takes nothing of a budget of money, but of one of tokens', () => {
    const spent = { settledMicroUsd: 10, settledTokens: 1_000 }
    expect(decide([state({ limitMicroUsd: 10 }, spent)], need(free), true)).toMatchObject({
      kind: 'go',
      hold: { microUsd: 0 },
    })
    expect(decide([state({ limitTokens: 1_000 }, spent)], need(free), true).kind).toBe('no')
  })

  test('a call of unknown price is made, unless the budget is one of tokens', () => {
    const spent = { settledMicroUsd: 10, settledTokens: 900 }
    expect(decide([state({ limitMicroUsd: 10 }, spent)], need(unpriced), true)).toMatchObject({
      kind: 'go',
      hold: { microUsd: null },
    })
    const tokens = decide([state({ limitTokens: 1_000 }, spent)], need({ ...unpriced, askedOutputTokens: 1 }), true)
    expect(tokens).toMatchObject({ kind: 'no', shortfall: { leftTokens: 100, needTokens: 101 } })
  })

  test('the input is counted only where its bytes do not fit comfortably', () => {
    const bytes = need({ isCounted: false, inputTokens: 1_000, askedOutputTokens: 10 })
    expect(decide([state({ limitMicroUsd: 8_000 })], bytes, true).kind).toBe('go')
    expect(decide([state({ limitMicroUsd: 7_999 })], bytes, true).kind).toBe('count')
    expect(decide([state({ limitMicroUsd: 1 })], { ...bytes, ...free }, true).kind).toBe('go')
  })

  test('a budget that lets the node fail goes before one that lets it wait', () => {
    const both = [state({ budgetId: 'a', limitMicroUsd: 1 }), state({ limitMicroUsd: 1, onExceed: 'fail' })]
    expect(decide(both, need(), true)).toMatchObject({ kind: 'no', shortfall: { budget: { budgetId: 'b' } } })
  })
})

test('whatever is held fits in every budget the call touches', () => {
  const amount = fc.nat({ max: 200_000 })
  const states = fc.array(
    fc.record({
      limitMicroUsd: fc.option(amount),
      limitTokens: fc.option(amount),
      settledMicroUsd: amount,
      settledTokens: amount,
      reservedMicroUsd: amount,
      reservedTokens: amount,
    }),
    { maxLength: 4 },
  )
  const call = fc.record({
    inputTokens: fc.integer({ min: 1, max: 50_000 }),
    isCounted: fc.boolean(),
    askedOutputTokens: fc.option(fc.integer({ min: 1, max: 50_000 })),
    modelOutput: fc.record({ tokens: fc.integer({ min: 1, max: 128_000 }), isKnown: fc.boolean() }),
    rates: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 20 })),
  })
  fc.assert(
    fc.property(states, call, fc.boolean(), (found, { rates: [input, output], ...terms }, mayWait) => {
      const all = found.map(({ limitMicroUsd, limitTokens, ...sums }) => state({ limitMicroUsd, limitTokens }, sums))
      const costOf = (i: number, o: number) => ({ microUsd: i * input + o * output, price: null })
      const decision = decide(all, { ...terms, costOf }, mayWait)
      if (decision.kind !== 'go') return
      const { microUsd, inputTokens, outputTokens } = decision.hold
      for (const one of all) {
        const left = leftOf(one.budget, one.sums)
        if (left.microUsd !== null && (microUsd ?? 0) > 0) expect(microUsd).toBeLessThanOrEqual(left.microUsd)
        if (left.tokens !== null) expect(inputTokens + (outputTokens ?? 0)).toBeLessThanOrEqual(left.tokens)
      }
      if (decision.outputLimit) expect(outputTokens).toBe(decision.outputLimit.tokens)
    }),
    { numRuns: 5_000 },
  )
})

test('the part that is used is the larger one of money and tokens', () => {
  const sums = { ...noSums, settledMicroUsd: 30, settledTokens: 900 }
  expect(usedPercent(budget({ limitMicroUsd: 100, limitTokens: 1_000 }), sums)).toBe(90)
  expect(usedPercent(budget({ limitMicroUsd: 0 }), noSums)).toBe(100)
})
