import type { AlertRule } from '../../shared/contract/alerts.ts'
import type { RuleTerms } from '../state/alerts-store.ts'

const dayMinutes = 1_440

/** Rules that most people want, with limits that fit most. */
const suggestions: RuleTerms[] = [
  { name: 'Something failed by itself', condition: { kind: 'run-failed' }, about: { trigger: 'by-itself' } },
  { name: 'Three failures in a row', condition: { kind: 'failed-in-a-row', runs: 3 } },
  { name: 'A run takes an hour', condition: { kind: 'run-duration', longestMs: 3_600_000 } },
  { name: 'Over $10 in a day', condition: { kind: 'cost', mostMicroUsd: 10_000_000, windowMinutes: dayMinutes } },
  { name: 'A connection ends or breaks', condition: { kind: 'connection-expiring', days: 7 } },
  { name: 'The queue stands still', condition: { kind: 'queue-stuck', minutes: 30 } },
  { name: 'The disk is nearly full', condition: { kind: 'disk-nearly-full', leastMegabytes: 2_000 } },
]

/** Those whose kind of rule is not there yet. */
export function suggestionsBeside(rules: readonly Pick<AlertRule, 'condition'>[]): RuleTerms[] {
  const there = new Set(rules.map(({ condition }) => condition.kind))
  return suggestions.filter(({ condition }) => !there.has(condition.kind))
}
