import type { AlertAbout, AlertCondition, AlertKind, AlertRule } from '../../shared/contract/alerts.ts'
import type { RuleTerms } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { type NumberLimits, parseNumber } from '../ui/parse-number.ts'

export const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
export type Unit = keyof typeof unitMs

/** What stands in the form, as it was typed; each kind shows its own part. */
export type RuleDraft = {
  name: string
  kind: AlertKind
  /** A number whose meaning depends on the kind: runs, percent, dollars, tokens, days, megabytes, or a length with `unit`. */
  amount: string
  unit: Unit
  windowMinutes: string
  fewest: string
  percentile: 'p50' | 'p95'
  workflowId: string | null
  agentId: string | null
  trigger: AlertAbout['trigger'] | null
  channelIds: string[] | null
  repeatMinutes: number | null
  saysRecovery: boolean
  isUrgent: boolean
}
export type RuleErrors = Partial<Record<'name' | 'amount' | 'fewest' | 'channelIds', string>>

const say = text.alerts.form
const microUsd = 1_000_000

/** What an amount may be, and where it begins; with a unit it is a length. */
export const amounts: Record<AlertKind, { limits: NumberLimits; first: string; units?: Unit[]; unit?: Unit } | null> = {
  'run-failed': null,
  'failed-in-a-row': { limits: { min: 1, max: 100, isInteger: true }, first: '3' },
  'failure-rate': { limits: { min: 1, max: 100, isInteger: false }, first: '20' },
  'run-duration': { limits: { min: 1, max: 100_000, isInteger: true }, first: '10', units: ['s', 'm', 'h'], unit: 'm' },
  latency: { limits: { min: 0.1, max: 100_000, isInteger: false }, first: '20', units: ['s', 'm'], unit: 's' },
  cost: { limits: { min: 0.000_001, max: 1_000_000, isInteger: false }, first: '10' },
  tokens: { limits: { min: 1, max: 1_000_000_000_000, isInteger: true }, first: '1000000' },
  'nothing-ran': { limits: { min: 1, max: 8_760, isInteger: true }, first: '24', units: ['h', 'd'], unit: 'h' },
  'queue-stuck': { limits: { min: 1, max: 10_080, isInteger: true }, first: '30', units: ['m', 'h', 'd'], unit: 'm' },
  'connection-expiring': { limits: { min: 0, max: 90, isInteger: true }, first: '7' },
  'disk-nearly-full': { limits: { min: 1, max: 10_000_000, isInteger: true }, first: '2000' },
}

/** A draft of another kind: what was typed for the one before means nothing for it. */
export function ofKind(draft: RuleDraft, kind: AlertKind): RuleDraft {
  const amount = amounts[kind]
  const isOwnName = draft.name === '' || draft.name === say.kinds[draft.kind]
  const name = isOwnName ? say.kinds[kind] : draft.name
  return { ...draft, kind, name, amount: amount?.first ?? '', unit: amount?.unit ?? 'm' }
}

export function draftOfRule(rule: AlertRule | null): RuleDraft {
  const empty: RuleDraft = {
    ...{ name: say.kinds['run-failed'], kind: 'run-failed', amount: '', unit: 'm', windowMinutes: '60', fewest: '5' },
    ...{ percentile: 'p95', workflowId: null, agentId: null, trigger: null, channelIds: null, repeatMinutes: null },
    ...{ saysRecovery: true, isUrgent: false },
  }
  if (!rule) return empty
  const { name, condition, about, channelIds, repeatMinutes, saysRecovery, isUrgent } = rule
  const { workflowId = null, agentId = null, trigger = null } = about
  return {
    ...{ ...empty, name, channelIds, repeatMinutes, saysRecovery, isUrgent, workflowId, agentId, trigger },
    ...typedOf(condition),
  }
}

function typedOf(condition: AlertCondition): Partial<RuleDraft> {
  const { kind } = condition
  const window = 'windowMinutes' in condition ? { windowMinutes: String(condition.windowMinutes) } : {}
  const fewest = 'fewest' in condition ? { fewest: String(condition.fewest) } : {}
  const rest = { kind, ...window, ...fewest }
  switch (kind) {
    case 'run-failed':
      return rest
    case 'failed-in-a-row':
      return { ...rest, amount: String(condition.runs) }
    case 'failure-rate':
      return { ...rest, amount: String(condition.percent) }
    case 'run-duration':
      return { ...rest, ...lengthOf(condition.longestMs, ['h', 'm', 's']) }
    case 'latency':
      return { ...rest, percentile: condition.percentile, ...lengthOf(condition.mostMs, ['m', 's']) }
    case 'cost':
      return { ...rest, amount: String(condition.mostMicroUsd / microUsd) }
    case 'tokens':
      return { ...rest, amount: String(condition.most) }
    case 'nothing-ran':
      return { ...rest, ...lengthOf(condition.hours * unitMs.h, ['d', 'h']) }
    case 'queue-stuck':
      return { ...rest, ...lengthOf(condition.minutes * unitMs.m, ['d', 'h', 'm']) }
    case 'connection-expiring':
      return { ...rest, amount: String(condition.days) }
    case 'disk-nearly-full':
      return { ...rest, amount: String(condition.leastMegabytes) }
  }
}

/** In the longest unit in which it is whole; in the last of them where it is in none. */
function lengthOf(ms: number, units: Unit[]): Pick<RuleDraft, 'amount' | 'unit'> {
  const unit = units.find((one) => ms % unitMs[one] === 0) ?? units.at(-1) ?? 's'
  return { amount: String(ms / unitMs[unit]), unit }
}

/** What is wrong, by field; nothing where it may be sent. */
export function checkRule(draft: RuleDraft): RuleErrors {
  const errors: RuleErrors = {}
  const amount = amounts[draft.kind]
  if (draft.name.trim() === '') errors.name = say.nameMissing
  if (amount && parseNumber(draft.amount, amount.limits) === null) {
    errors.amount = say.number(amount.limits.min ?? 0, amount.limits.max ?? 0)
  } else if (!fits(draft)) errors.amount = say.tooLong
  if (hasFewest(draft.kind) && parseNumber(draft.fewest, { min: 1, max: 1_000_000, isInteger: true }) === null) {
    errors.fewest = say.number(1, 1_000_000)
  }
  if (draft.channelIds?.length === 0) errors.channelIds = say.channelsMissing
  return errors
}

/** Lengths have a limit in their own unit only in the engine. */
function fits({ kind, amount, unit }: RuleDraft): boolean {
  const ms = Number(amount.replace(',', '.')) * unitMs[unit]
  if (kind === 'nothing-ran') return ms <= 8_760 * unitMs.h
  return kind !== 'queue-stuck' || ms <= 10_080 * unitMs.m
}

export function hasWindow(kind: AlertKind): boolean {
  return ['failure-rate', 'latency', 'cost', 'tokens'].includes(kind)
}
export function hasFewest(kind: AlertKind): boolean {
  return kind === 'failure-rate' || kind === 'latency'
}
/** Whether it is about runs, and so about some of them. */
export function hasRuns(kind: AlertKind): boolean {
  return !['queue-stuck', 'connection-expiring', 'disk-nearly-full'].includes(kind)
}

/** What a draft without errors asks for. */
export function termsOf(draft: RuleDraft): Omit<RuleTerms, 'isOn'> {
  const { workflowId, agentId, trigger, channelIds, repeatMinutes, saysRecovery, isUrgent } = draft
  const about = hasRuns(draft.kind)
    ? { ...(workflowId && { workflowId }), ...(agentId && { agentId }), ...(trigger && { trigger }) }
    : {}
  const name = draft.name.trim()
  return { name, condition: conditionOf(draft), about, channelIds, repeatMinutes, saysRecovery, isUrgent }
}

export function conditionOf(draft: RuleDraft): AlertCondition {
  const { kind, percentile } = draft
  const amount = Number(draft.amount.replace(',', '.'))
  const ms = Math.round(amount * unitMs[draft.unit])
  const window = { windowMinutes: Number(draft.windowMinutes) }
  const fewest = Number(draft.fewest)
  switch (kind) {
    case 'run-failed':
      return { kind }
    case 'failed-in-a-row':
      return { kind, runs: amount }
    case 'failure-rate':
      return { kind, percent: amount, ...window, fewest }
    case 'run-duration':
      return { kind, longestMs: ms }
    case 'latency':
      return { kind, percentile, mostMs: ms, ...window, fewest }
    case 'cost':
      return { kind, mostMicroUsd: Math.round(amount * microUsd), ...window }
    case 'tokens':
      return { kind, most: amount, ...window }
    case 'nothing-ran':
      return { kind, hours: ms / unitMs.h }
    case 'queue-stuck':
      return { kind, minutes: ms / unitMs.m }
    case 'connection-expiring':
      return { kind, days: amount }
    case 'disk-nearly-full':
      return { kind, leastMegabytes: amount }
  }
}
