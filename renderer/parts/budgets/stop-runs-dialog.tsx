import { budgetTitle, type ScopeNames } from '../../../shared/budget-title.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import { errorOf } from '../../link/error-of.ts'
import { budgets } from '../../state/budgets-store.ts'
import { text } from '../../text.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { showToast } from '../../ui/toast.tsx'

const say = text.budgets.alerts

type StopRunsDialogProps = { budget: Budget; nameOf: ScopeNames; onClose: () => void }

/** Asks before all runs on a budget are stopped. */
export function StopRunsDialog({ budget, nameOf, onClose }: StopRunsDialogProps) {
  return (
    <ConfirmDialog
      isOpen
      isDanger
      title={say.stopTitle(budgetTitle(budget, nameOf))}
      description={say.stopBody}
      confirmLabel={say.stopConfirm}
      onConfirm={() => stop(budget.budgetId)}
      onClose={onClose}
    />
  )
}

async function stop(budgetId: string): Promise<void> {
  try {
    showToast(say.stopped(await budgets.stopRuns(budgetId)), { tone: 'ok' })
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
