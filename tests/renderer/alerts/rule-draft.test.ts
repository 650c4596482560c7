import { expect, test } from 'vitest'
import { checkRule, draftOfRule, hasRuns, ofKind, termsOf } from '../../../renderer/alerts/rule-draft.ts'
import { suggestionsBeside } from '../../../renderer/alerts/suggestions.ts'
import {
  type AlertCondition,
  type AlertKind,
  type AlertRule,
  alertCondition,
  newAlertRule,
} from '../../../shared/contract/alerts.ts'

const conditions: AlertCondition[] = [
  { kind: 'run-failed' },
  { kind: 'failed-in-a-row', runs: 4 },
  { kind: 'failure-rate', percent: 12.5, windowMinutes: 90, fewest: 7 },
  { kind: 'run-duration', longestMs: 90_000 },
  { kind: 'latency', percentile: 'p50', mostMs: 1_500, windowMinutes: 60, fewest: 20 },
  { kind: 'cost', mostMicroUsd: 2_500_000, windowMinutes: 1_440 },
  { kind: 'tokens', most: 123_456, windowMinutes: 10_080 },
  { kind: 'nothing-ran', hours: 36 },
  { kind: 'queue-stuck', minutes: 90 },
  { kind: 'connection-expiring', days: 0 },
  { kind: 'disk-nearly-full', leastMegabytes: 500 },
]
const ruleOf = (condition: AlertCondition): AlertRule => ({
  ...{ ruleId: 'rule_1', name: 'Mine', condition, isOn: true, repeatMinutes: 60, saysRecovery: false, isUrgent: true },
  about: hasRuns(condition.kind) ? { workflowId: 'wf_1', trigger: 'by-itself' } : {},
  ...{ channelIds: ['channel_1'], createdAt: 1, updatedAt: 1, firingSince: null, lastAt: null, problem: null },
})

test('a rule that is not touched is sent back as it is, whatever it looks for', () => {
  expect(new Set(conditions.map(({ kind }) => kind)).size).toBe(alertCondition.options.length)
  for (const condition of conditions) {
    const rule = ruleOf(condition)
    const draft = draftOfRule(rule)
    expect(checkRule(draft)).toEqual({})
    const { name, about, channelIds, repeatMinutes, saysRecovery, isUrgent } = rule
    expect(termsOf(draft)).toEqual({ name, condition, about, channelIds, repeatMinutes, saysRecovery, isUrgent })
  }
})

test('each kind begins with what the engine takes', () => {
  for (const { kind } of conditions) {
    const draft = ofKind(draftOfRule(null), kind)
    expect(checkRule(draft)).toEqual({})
    expect(newAlertRule.safeParse(termsOf(draft)).success).toBe(true)
  }
})

test('a name that nobody typed follows the kind', () => {
  const first = draftOfRule(null)
  expect(first.name).toBe('A run fails')
  expect(ofKind(first, 'cost').name).toBe('It costs much')
  expect(ofKind({ ...first, name: 'Mine' }, 'cost').name).toBe('Mine')
})

test('what is typed wrongly is said at its field', () => {
  const errors = (kind: AlertKind, part: object) => checkRule({ ...ofKind(draftOfRule(null), kind), ...part })
  expect(errors('failed-in-a-row', { amount: '1.5' })).toEqual({ amount: 'A number from 1 to 100.' })
  expect(errors('failure-rate', { amount: '20,5', fewest: '0' })).toEqual({ fewest: 'A number from 1 to 1,000,000.' })
  expect(errors('cost', { amount: '' })).toHaveProperty('amount')
  expect(errors('nothing-ran', { amount: '8760', unit: 'd' })).toEqual({ amount: 'That is too long.' })
  expect(errors('queue-stuck', { amount: '8', unit: 'd' })).toEqual({ amount: 'That is too long.' })
  expect(errors('run-failed', { name: ' ', channelIds: [] })).toEqual({
    name: 'Give it a name.',
    channelIds: 'Choose one at least.',
  })
})

test('what is suggested is what the engine takes, and what is there is not suggested', () => {
  const all = suggestionsBeside([])
  for (const terms of all) expect(newAlertRule.safeParse(terms).success).toBe(true)
  expect(suggestionsBeside(all)).toEqual([])
  expect(suggestionsBeside([{ condition: { kind: 'run-failed' } }])).toHaveLength(all.length - 1)
})
