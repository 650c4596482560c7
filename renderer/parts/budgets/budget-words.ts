import { formatTokens, type ScopeNames, scopeTitle } from '../../../shared/budget-title.ts'
import type { Budget, BudgetAlert, BudgetStatus } from '../../../shared/contract/budgets.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { text } from '../../text.ts'
import { formatMinute, formatShare } from '../../ui/format.ts'
import { isShort, levelOf } from './budget-level.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const say = text.budgets

/** When a budget begins anew: `5 days left, until Mon 30 Nov, 00:00`. */
export function periodWords({ budget, periodEnd }: BudgetStatus, nowMs: number): string {
  if (budget.period === 'run') return say.eachRun
  if (periodEnd === null) return say.endless
  const left = Math.max(0, periodEnd - nowMs)
  const end = formatMinute(periodEnd)
  if (left >= dayMs) return say.daysLeft(Math.floor(left / dayMs), end)
  if (left >= hourMs) return say.hoursLeft(Math.floor(left / hourMs), end)
  return say.lessThanAnHour(end)
}

/** How it stands, in words beside the colour. */
export function levelWords(status: BudgetStatus, alerts: readonly BudgetAlert[]): string {
  const level = levelOf(status, alerts)
  if (level === 'ok') return say.level.ok
  if (level === 'warn') return say.level.warn(status.usedPercent)
  return status.usedPercent < 100 && isShort(status, alerts) ? say.level.short : say.level.bad
}

/** `$1.20`, `12,000 tokens`, or both, as the budget is limited. */
export function amountWords(
  { limitMicroUsd, limitTokens }: Pick<Budget, 'limitMicroUsd' | 'limitTokens'>,
  { microUsd, tokens }: { microUsd: number; tokens: number },
): string {
  const money = limitMicroUsd === null ? [] : [formatMicroUsd(microUsd)]
  const counted = limitTokens === null ? [] : [formatTokens(tokens)]
  return [...money, ...counted].join(' · ')
}

/** What happens to a call that does not fit, in a few words. */
export function exceedWords({ onExceed, cheaperModel }: Pick<Budget, 'onExceed' | 'cheaperModel'>): string {
  return cheaperModel === null ? say.onExceed[onExceed] : say.cheaperThen[onExceed](cheaperModel)
}

export type Terms = Pick<
  Budget,
  'scope' | 'period' | 'limitMicroUsd' | 'limitTokens' | 'thresholds' | 'onExceed' | 'cheaperModel'
>

/** What a budget of these terms means, in whole sentences. */
export function meaningOf(terms: Terms, nameOf: ScopeNames): string {
  return [limitSentence(terms, nameOf), toldSentence(terms), exceedSentence(terms)].join(' ')
}

function limitSentence({ scope, period, limitMicroUsd, limitTokens }: Terms, nameOf: ScopeNames): string {
  const calls = say.means.calls[scope.kind]
  const name = scopeTitle(scope, nameOf).replace(/^(Workflow|Agent) /, '')
  const whose = typeof calls === 'string' ? calls : name === '' ? say.means.notChosen : calls(name)
  const limits = [
    ...(limitMicroUsd === null ? [] : [formatMicroUsd(limitMicroUsd)]),
    ...(limitTokens === null ? [] : [formatTokens(limitTokens)]),
  ]
  if (limits.length === 0) return `${whose} ${say.means.noLimit}.`
  const both = limits.length > 1 ? `, ${say.means.both}` : ''
  const per = scope.kind === 'run' ? '' : ` ${say.means.per[period]}`
  return `${whose} ${say.means.limit(limits.join(' or '))}${per}${both}.`
}

function toldSentence({ thresholds }: Terms): string {
  if (thresholds.length === 0) return say.means.notTold
  const percents = thresholds.map((percent) => formatShare(percent / 100))
  const last = percents.pop() ?? ''
  return say.means.told(percents.length === 0 ? last : `${percents.join(', ')} and ${last}`)
}

function exceedSentence({ onExceed, cheaperModel, period }: Terms): string {
  const { means } = say
  if (cheaperModel !== null) {
    return `${means.cheaper(cheaperModel)} ${onExceed === 'pause' ? means.cheaperPause : means.cheaperFail}`
  }
  if (onExceed === 'fail') return means.fail
  return period === 'run' || period === 'total' ? means.pause : means.pauseRenews
}
