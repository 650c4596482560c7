import { budgetLimit, formatTokens } from '../../../shared/budget-title.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { type BudgetAsk, budgetAsk } from '../../../shared/run/wait.ts'
import type { Notice, NoticeAction } from '../alerts/notice.ts'
import type { NewAlert } from '../store/budgets.store.ts'

/** An alert with what a person calls its budget. */
type TitledAlert = NewAlert & { title: string }

/** What an alert says. On the desktop the budget can be raised from it, or its runs stopped. */
export function budgetNotice(alert: TitledAlert, raiseTo: BudgetAsk['raiseTo']): Notice {
  const { budget, title, kind, threshold, settledMicroUsd, settledTokens, at } = alert
  const { budgetId, scope, period, limitMicroUsd, limitTokens } = budget
  return {
    kind: `budget.${kind}`,
    title: headlineOf(alert),
    body: bodyOf(alert),
    facts: {
      budget: { budgetId, title, scope, period, limitMicroUsd, limitTokens },
      ...{ thresholdPercent: threshold, settledMicroUsd, settledTokens },
    },
    link: 'niti://costs',
    actions: [
      { id: 'raise', title: `Raise to ${budgetLimit(raiseTo)}`, params: { budgetId, raiseTo } },
      { id: 'stop', title: 'Stop its runs', params: { budgetId } },
    ],
    at,
  }
}

type Means = {
  raise(budgetId: string, to: BudgetAsk['raiseTo']): void
  stopRuns(budgetId: string): Promise<unknown>
}

/** Does what was pressed on a budget's notice. It may be long ago: the budget may be gone, or raised further. */
export async function actOnBudget({ id, params }: NoticeAction, { raise, stopRuns }: Means): Promise<void> {
  if (id === 'raise') {
    const { budgetId, raiseTo } = budgetAsk.parse(params)
    raise(budgetId, raiseTo)
  }
  if (id === 'stop') await stopRuns(budgetAsk.pick({ budgetId: true }).parse(params).budgetId)
}

function bodyOf({ kind, budget, settledMicroUsd, settledTokens }: NewAlert): string {
  const money = budget.limitMicroUsd === null ? [] : [formatMicroUsd(settledMicroUsd)]
  const tokens = budget.limitTokens === null ? [] : [formatTokens(settledTokens)]
  const spent = `${[...money, ...tokens].join(' and ')} of ${budgetLimit(budget)} are spent.`
  return kind === 'exceeded' ? `A model call was not made, as it does not fit. ${spent}` : spent
}

function headlineOf({ kind, threshold, title }: TitledAlert): string {
  return kind === 'exceeded' ? `Budget used up: ${title}` : `Budget at ${threshold} %: ${title}`
}
