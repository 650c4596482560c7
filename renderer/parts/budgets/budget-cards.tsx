import { useState } from 'react'
import { budgetLimit, budgetTitle } from '../../../shared/budget-title.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import { errorOf } from '../../link/error-of.ts'
import { budgets, useBudgets } from '../../state/budgets-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useNow } from '../../ui/use-now.ts'
import { BudgetCard } from './budget-card.tsx'
import { useScopeNames } from './use-scope-names.ts'

const say = text.budgets
const addNew = () => budgets.openForm({ kind: 'new' })

/** All budgets as cards, with the way to add, change and remove them. */
export function BudgetCards() {
  const status = useBudgets((state) => state.status)
  const alerts = useBudgets((state) => state.alerts)
  const error = useBudgets((state) => state.error)
  const nameOf = useScopeNames()
  const now = useNow(60_000)
  const [removing, setRemoving] = useState<Budget | null>(null)
  const only = status?.length === 1 ? status[0]?.budget : undefined
  return (
    <section aria-labelledby="budgets-heading" className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <h2 id="budgets-heading" className="font-semibold text-lg">
          {say.heading}
        </h2>
        {status && status.length > 0 ? (
          <Button size="sm" icon="plus" onClick={addNew}>
            {say.add}
          </Button>
        ) : null}
      </div>
      {error ? <ErrorNote error={error} /> : null}
      {status === null ? error ? null : <Skeleton className="h-40 rounded-xl" /> : null}
      {status?.length === 0 ? (
        <EmptyState
          icon="wallet"
          title={say.empty.title}
          body={say.empty.body}
          className="rounded-xl border"
          action={
            <Button variant="primary" icon="plus" onClick={addNew}>
              {say.add}
            </Button>
          }
        />
      ) : null}
      {status && status.length > 0 ? (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(270px,1fr))] gap-3">
          {status.map((one) => (
            <BudgetCard
              key={one.budget.budgetId}
              status={one}
              alerts={alerts ?? []}
              nameOf={nameOf}
              nowMs={now}
              onRemove={() => setRemoving(one.budget)}
            />
          ))}
        </div>
      ) : null}
      {only?.scope.kind === 'run' ? (
        <p className="max-w-160 text-mute text-sm">{say.onlyCap(budgetLimit(only))}</p>
      ) : null}
      {removing ? (
        <ConfirmDialog
          isOpen
          isDanger
          title={say.removeTitle(budgetTitle(removing, nameOf))}
          description={removing.onExceed === 'pause' ? `${say.removeBody} ${say.removeWaits}` : say.removeBody}
          confirmLabel={text.common.remove}
          onConfirm={() => remove(removing, budgetTitle(removing, nameOf))}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </section>
  )
}

async function remove({ budgetId }: Budget, title: string): Promise<void> {
  try {
    await budgets.remove(budgetId)
    showToast(say.removed(title), { tone: 'ok' })
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
