import type { Budget, BudgetPeriod, BudgetScope, OnExceed } from '../../../shared/contract/budgets.ts'
import { microUsdPerUsd, usdToMicroUsd } from '../../../shared/money.ts'
import type { BudgetForm } from '../../state/budgets-store.ts'
import { text } from '../../text.ts'
import { parseNumber } from '../../ui/parse-number.ts'
import { raisedTerms } from './budget-level.ts'
import type { Terms } from './budget-words.ts'

/** The dialog's fields as they are typed: also what is no budget yet. */
export type BudgetDraft = {
  kind: BudgetScope['kind']
  /** What it is for, by kind: each keeps what was chosen while another kind is looked at. */
  ids: { workflow: string; provider: string; model: string; agent: string }
  period: BudgetPeriod
  dollars: string
  tokens: string
  thresholds: number[]
  onExceed: OnExceed
  /** null: none is asked; empty: none is chosen yet. */
  cheaperModel: string | null
}

export type DraftField = 'scope' | 'period' | 'limitMicroUsd' | 'limitTokens' | 'thresholds' | 'cheaperModel'
export type DraftErrors = Partial<Record<DraftField, string>>

const say = text.budgets.dialog
const usualThresholds = [50, 80, 100]

/** What the dialog begins with. */
export function draftOf(form: BudgetForm): BudgetDraft {
  const none = { workflow: '', provider: '', model: '', agent: '' }
  if (form.kind === 'new') {
    const scope = form.scope ?? { kind: 'workspace' }
    return {
      kind: scope.kind,
      ids: { ...none, ...idOf(scope) },
      period: form.period ?? 'month',
      ...{ dollars: '', tokens: '', thresholds: usualThresholds, onExceed: 'pause', cheaperModel: null },
    }
  }
  const { budget, isRaise } = form
  const limits = isRaise ? raisedTerms(budget) : budget
  return {
    kind: budget.scope.kind,
    ids: { ...none, ...idOf(budget.scope) },
    period: budget.period,
    dollars: limits.limitMicroUsd === null ? '' : dollarsOf(limits.limitMicroUsd),
    tokens: limits.limitTokens === null ? '' : String(limits.limitTokens),
    thresholds: budget.thresholds,
    onExceed: budget.onExceed,
    cheaperModel: budget.cheaperModel,
  }
}

/** The terms as far as they can be read, for the preview, and what is wrong or missing. */
export function readDraft(draft: BudgetDraft): { terms: Terms; errors: DraftErrors } {
  const errors: DraftErrors = {}
  const amount = (typed: string, field: 'limitMicroUsd' | 'limitTokens', isInteger: boolean) => {
    if (typed.trim() === '') return null
    const number = parseNumber(typed.replace(/^\s*\$/, ''), { min: 0, isInteger })
    if (number === null) errors[field] = say.notANumber
    return number
  }
  const dollars = amount(draft.dollars, 'limitMicroUsd', false)
  const limitTokens = amount(draft.tokens, 'limitTokens', true)
  const scope = scopeOf(draft)
  if ('missing' in scope) errors.scope = say.choose
  if (dollars === null && limitTokens === null && !errors.limitMicroUsd && !errors.limitTokens) {
    errors.limitMicroUsd = say.limitNeeded
  }
  if (draft.cheaperModel === '') errors.cheaperModel = say.choose
  const terms: Terms = {
    scope: 'missing' in scope ? scope.missing : scope,
    period: draft.kind === 'run' ? 'run' : draft.period,
    limitMicroUsd: dollars === null ? null : usdToMicroUsd(dollars),
    limitTokens,
    thresholds: draft.thresholds,
    onExceed: draft.onExceed,
    cheaperModel: draft.cheaperModel === '' ? null : draft.cheaperModel,
  }
  return { terms, errors }
}

/** A field of the engine's complaint, where the dialog has it. */
export function fieldOf(field: string | undefined, code: string): DraftField | null {
  if (code === 'budget.exists') return 'scope'
  const known = ['scope', 'period', 'limitMicroUsd', 'limitTokens', 'thresholds', 'cheaperModel'] as const
  return known.find((name) => field === name || field?.startsWith(`${name}.`)) ?? null
}

/** Thresholds with one more, in order; the same list where it is there already. */
export function withThreshold(thresholds: number[], percent: number): number[] {
  return thresholds.includes(percent) ? thresholds : [...thresholds, percent].toSorted((a, b) => a - b)
}

function scopeOf({ kind, ids }: BudgetDraft): BudgetScope | { missing: BudgetScope } {
  const withId = (id: string, scope: BudgetScope) => (id === '' ? { missing: scope } : scope)
  switch (kind) {
    case 'run':
    case 'workspace':
      return { kind }
    case 'workflow':
      return withId(ids.workflow, { kind, workflowId: ids.workflow })
    case 'provider':
      return withId(ids.provider, { kind, providerId: ids.provider })
    case 'agent':
      return withId(ids.agent, { kind, agentId: ids.agent })
    case 'model':
      return withId(ids.model, { kind, model: ids.model })
  }
}

function idOf(scope: BudgetScope): Partial<BudgetDraft['ids']> {
  switch (scope.kind) {
    case 'workflow':
      return { workflow: scope.workflowId }
    case 'provider':
      return { provider: scope.providerId }
    case 'agent':
      return { agent: scope.agentId }
    case 'model':
      return { model: scope.model }
    default:
      return {}
  }
}

/** `5`, `0.50`, `0.000125`: what is typed back gives the same amount. */
function dollarsOf(microUsd: Budget['limitMicroUsd'] & number): string {
  const exact = (microUsd / microUsdPerUsd).toFixed(6).replace(/0+$/, '').replace(/\.$/, '')
  return /\.\d$/.test(exact) ? `${exact}0` : exact
}
