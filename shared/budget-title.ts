import type { Budget, BudgetPeriod, BudgetScope } from './contract/budgets.ts'
import { formatMicroUsd } from './money.ts'

const periods: Record<BudgetPeriod, string> = {
  run: 'each run',
  day: 'per day',
  week: 'per week',
  month: 'per month',
  total: 'in total',
}

/** What a person calls the workflow, agent or provider of a scope; undefined where it is gone, or has no name. */
export type ScopeNames = (scope: BudgetScope) => string | undefined

/** `Each run`, `Everything, per month`, `Workflow Weekly digest, per day`, `OpenAI, per month`, `openai/gpt-4o, in total`. */
export function budgetTitle(
  { scope, period }: Pick<Budget, 'scope' | 'period'>,
  nameOf: ScopeNames = () => undefined,
): string {
  if (scope.kind === 'run') return 'Each run'
  return `${scopeTitle(scope, nameOf)}, ${periods[period]}`
}

/** Whose calls a budget counts, without its period. */
export function scopeTitle(scope: BudgetScope, nameOf: ScopeNames): string {
  const name = nameOf(scope)
  switch (scope.kind) {
    case 'run':
      return 'Each run'
    case 'workspace':
      return 'Everything'
    case 'workflow':
      return `Workflow ${name ?? scope.workflowId}`
    case 'agent':
      return `Agent ${name ?? scope.agentId}`
    case 'provider':
      return name ?? scope.providerId
    case 'model':
      return name ?? scope.model
  }
}

/** Whether two budgets count the same calls over the same time: there is one of each. */
export function isSameBudget(one: Pick<Budget, 'scope' | 'period'>, other: Pick<Budget, 'scope' | 'period'>): boolean {
  return budgetTitle(one) === budgetTitle(other)
}

/** `$5.00`, `200,000 tokens`, `$5.00 and 200,000 tokens`, `no limit`. */
export function budgetLimit({ limitMicroUsd, limitTokens }: Pick<Budget, 'limitMicroUsd' | 'limitTokens'>): string {
  const money = limitMicroUsd === null ? [] : [formatMicroUsd(limitMicroUsd)]
  const tokens = limitTokens === null ? [] : [formatTokens(limitTokens)]
  return [...money, ...tokens].join(' and ') || 'no limit'
}

/** `12,345 tokens`. */
export function formatTokens(tokens: number): string {
  return `${String(tokens).replace(/\B(?=(\d{3})+$)/g, ',')} ${tokens === 1 ? 'token' : 'tokens'}`
}
