import { useEffect, useRef, useState } from 'react'
import { budgetLimit, budgetTitle, type ScopeNames } from '../../../shared/budget-title.ts'
import type { Budget, BudgetAlert } from '../../../shared/contract/budgets.ts'
import { budgets, useBudgets } from '../../state/budgets-store.ts'
import { costsRoute, navigate } from '../../state/route-store.ts'
import { claimAlerts } from '../../state/told-alerts.ts'
import { text } from '../../text.ts'
import { createLatePiece, whenIdle } from '../../ui/late-piece.ts'
import { showToast } from '../../ui/toast.tsx'
import { amountWords } from './budget-words.ts'
import { StopRunsDialog } from './stop-runs-dialog.tsx'
import { useScopeNames } from './use-scope-names.ts'

// The dialog brings the model picker along, which the first screen can do without.
const dialog = createLatePiece(async () => (await import('./budget-dialog.tsx')).BudgetDialog)

const say = text.budgets.alerts
/** Where many come at once, the first of them and the count in the top bar tell. */
const toastsAtOnce = 3

/** Once in the app: the dialog of a budget wherever it is asked for, and word of new alerts. */
export function BudgetHost() {
  const form = useBudgets((state) => state.form)
  const [stopping, setStopping] = useState<Budget | null>(null)
  const nameOf = useScopeNames()
  const names = useRef(nameOf)
  names.current = nameOf
  useEffect(() => whenIdle(() => void dialog.fetch()), [])
  useEffect(
    () =>
      budgets.onAlerts(
        (alerts) => void announce(alerts, { nameOf: (scope) => names.current(scope), onStop: setStopping }),
      ),
    [],
  )
  return (
    <>
      {form ? <OpenForm form={form} /> : null}
      {stopping ? <StopRunsDialog budget={stopping} nameOf={nameOf} onClose={() => setStopping(null)} /> : null}
    </>
  )
}

function OpenForm({ form }: { form: NonNullable<ReturnType<typeof budgets.store.getState>['form']> }) {
  const { piece: BudgetDialog, hasFailed } = dialog.usePiece()
  useEffect(() => {
    if (!hasFailed) return
    budgets.closeForm()
    showToast(text.common.editorNotLoaded, {
      tone: 'bad',
      action: { label: text.common.retry, onSelect: () => void dialog.retry().then(() => budgets.openForm(form)) },
    })
  }, [hasFailed, form])
  if (!BudgetDialog) return null
  return <BudgetDialog form={form} onClose={budgets.closeForm} />
}

type Telling = { nameOf: ScopeNames; onStop: (budget: Budget) => void }

async function announce(alerts: BudgetAlert[], { nameOf, onStop }: Telling): Promise<void> {
  // A run that waits for a budget asks by itself, which is told already.
  const told = alerts.filter(({ kind, budget }) => kind !== 'exceeded' || budget.onExceed !== 'pause')
  for (const alert of newestOfEach(await claimAlerts(told)).slice(0, toastsAtOnce)) {
    const title = budgetTitle(alert.budget, nameOf)
    const { settledMicroUsd: microUsd, settledTokens: tokens } = alert
    const isBad = alert.kind === 'exceeded' || alert.threshold >= 100
    showToast(isBad ? say.toastExceeded(title) : say.toastThreshold(title, alert.threshold), {
      tone: isBad ? 'bad' : 'warn',
      about: `budget ${alert.budgetId}`,
      detail: say.spent(amountWords(alert.budget, { microUsd, tokens }), budgetLimit(alert.budget)),
      actions: [
        { label: say.raise, onSelect: () => raise(alert.budget) },
        { label: say.stop, onSelect: () => onStop(alert.budget) },
        { label: say.show, onSelect: () => navigate(costsRoute) },
      ],
    })
  }
}

/** One big call may reach several thresholds at once; the last of them says it all. */
function newestOfEach(alerts: BudgetAlert[]): BudgetAlert[] {
  return alerts.filter(({ budgetId }, at) => alerts.findIndex((one) => one.budgetId === budgetId) === at)
}

/** As it is now: it may have been raised since the alert. */
function raise({ budgetId }: Budget): void {
  const now = budgets.store.getState().status?.find(({ budget }) => budget.budgetId === budgetId)?.budget
  if (now) budgets.openForm({ kind: 'change', budget: now, isRaise: true })
  else showToast(say.removedBudget)
}
