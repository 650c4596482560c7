import { expect, it } from 'vitest'
import { draftOf, fieldOf, readDraft, withThreshold } from '../../../renderer/parts/budgets/budget-draft.ts'
import { monthlyBudget } from '../support/budget-status.ts'

const fresh = draftOf({ kind: 'new' })

it('begins with everything in a month, and misses a limit', () => {
  const { terms, errors } = readDraft(fresh)
  expect(terms).toMatchObject({ scope: { kind: 'workspace' }, period: 'month', thresholds: [50, 80, 100] })
  expect(errors).toEqual({ limitMicroUsd: 'A budget needs a limit, in dollars, in tokens, or both.' })
})

it('reads dollars and tokens as people type them', () => {
  expect(readDraft({ ...fresh, dollars: '$0,50', tokens: '200000' })).toMatchObject({
    ...{ terms: { limitMicroUsd: 500_000, limitTokens: 200_000 }, errors: {} },
  })
  expect(readDraft({ ...fresh, dollars: 'five' }).errors).toEqual({ limitMicroUsd: 'This is not a number.' })
  expect(readDraft({ ...fresh, tokens: '1.5' }).errors).toEqual({ limitTokens: 'This is not a number.' })
})

it('of one workflow needs the workflow; a cheaper model has to be chosen', () => {
  const draft = { ...fresh, kind: 'workflow' as const, dollars: '1', cheaperModel: '' }
  expect(readDraft(draft).errors).toEqual({ scope: 'Choose one.', cheaperModel: 'Choose one.' })
  const whole = { ...draft, ids: { ...draft.ids, workflow: 'wf_1' }, cheaperModel: 'a/small' }
  expect(readDraft(whole)).toMatchObject({
    ...{ errors: {}, terms: { scope: { kind: 'workflow', workflowId: 'wf_1' }, cheaperModel: 'a/small' } },
  })
})

it('of each run has no other period', () => {
  expect(readDraft({ ...fresh, kind: 'run', period: 'month', dollars: '1' }).terms.period).toBe('run')
})

it.each([1, 125, 5_000, 10_100, 1_000_000, 12_345_678])(
  'shows %d micro-dollars so that they are read back',
  (amount) => {
    const budget = monthlyBudget({ limitMicroUsd: amount })
    const { terms, errors } = readDraft(draftOf({ kind: 'change', budget, isRaise: false }))
    expect({ limit: terms.limitMicroUsd, errors }).toEqual({ limit: amount, errors: {} })
  },
)

it('to raise begins with more', () => {
  const draft = draftOf({ kind: 'change', budget: monthlyBudget({ limitTokens: 2_000 }), isRaise: true })
  expect(draft).toMatchObject({ dollars: '15', tokens: '3000' })
})

it('keeps thresholds in order, each once', () => {
  expect(withThreshold([50, 100], 80)).toEqual([50, 80, 100])
  expect(withThreshold([50, 100], 100)).toEqual([50, 100])
})

it('finds the field an error of the engine is about', () => {
  expect(fieldOf('limitMicroUsd', 'budget.no-limit')).toBe('limitMicroUsd')
  expect(fieldOf('thresholds.0', 'x')).toBe('thresholds')
  expect(fieldOf(undefined, 'budget.exists')).toBe('scope')
  expect(fieldOf(undefined, 'niti.bug')).toBeNull()
})
