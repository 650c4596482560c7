import type { Budget, BudgetPeriod } from './contract/budgets.ts'
import { formatMicroUsd } from './money.ts'

const periods: Record<BudgetPeriod, string> = {
  run: 'each run',
  day: 'per day',
  week: 'per week',
  month: 'per month',
  total: 'in total',
}

/** `Each run`, `Everything, per month`, `Workflow wf_…, per day`, `openai/gpt-4o, in total`. */
export function budgetTitle({ scope, period }: Pick<Budget, 'scope' | 'period'>): string {
  if (scope.kind === 'run') return 'Each run'
  const whose = {
    workspace: () => 'Everything',
    workflow: () => `Workflow ${'workflowId' in scope ? scope.workflowId : ''}`,
    provider: () => ('providerId' in scope ? scope.providerId : ''),
    agent: () => `Agent ${'agentId' in scope ? scope.agentId : ''}`,
    model: () => ('model' in scope ? scope.model : ''),
  }[scope.kind]()
  return `${whose}, ${periods[period]}`
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
