import { useState } from 'react'
import { budgetLimit, budgetTitle, type ScopeNames } from '../../../shared/budget-title.ts'
import type { Budget, BudgetAlert } from '../../../shared/contract/budgets.ts'
import { errorOf } from '../../link/error-of.ts'
import { budgets, useBudgets } from '../../state/budgets-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { showToast } from '../../ui/toast.tsx'
import { amountWords } from './budget-words.ts'
import { StopRunsDialog } from './stop-runs-dialog.tsx'
import { useScopeNames } from './use-scope-names.ts'

const say = text.budgets.alerts

/** What budgets told: the open alerts with what can be done about them, and the ones that were read. */
export function AlertList() {
  const alerts = useBudgets((state) => state.alerts)
  const status = useBudgets((state) => state.status)
  const nameOf = useScopeNames()
  const [stopping, setStopping] = useState<Budget | null>(null)
  const open = alerts?.filter(({ acknowledgedAt }) => acknowledgedAt === null) ?? []
  const past = alerts?.filter(({ acknowledgedAt }) => acknowledgedAt !== null) ?? []
  const budgetOf = ({ budgetId }: BudgetAlert) => status?.find(({ budget }) => budget.budgetId === budgetId)?.budget
  const row = (alert: BudgetAlert) => (
    <AlertRow key={alert.alertId} alert={alert} budget={budgetOf(alert)} nameOf={nameOf} onStop={setStopping} />
  )
  return (
    <section aria-labelledby="alerts-heading" className="flex flex-col gap-3">
      <div className="flex min-h-7 items-center justify-between gap-3">
        <h2 id="alerts-heading" className="font-semibold text-lg">
          {say.heading}
          {open.length > 0 ? <span className="figures ml-1.5 text-mute">({open.length})</span> : null}
        </h2>
        {open.length > 0 ? (
          <Button size="sm" icon="check" onClick={() => void attempt(() => budgets.acknowledge())}>
            {say.acknowledgeAll}
          </Button>
        ) : null}
      </div>
      {alerts === null ? <Skeleton className="h-16 rounded-xl" /> : null}
      {alerts && open.length === 0 ? (
        <p className="rounded-xl border px-3.5 py-3 text-mute">
          <span className="font-medium text-text">{say.none}.</span> {say.noneBody}
        </p>
      ) : null}
      {open.length > 0 ? (
        <ul className="divide-y overflow-hidden rounded-xl border bg-panel shadow-card">{open.map(row)}</ul>
      ) : null}
      {past.length > 0 ? (
        <details className="rounded-xl border bg-panel">
          <summary className="cursor-default select-none rounded-xl px-3.5 py-2.5 text-mute hover:bg-hover">
            {say.past(past.length)}
          </summary>
          <ul className="divide-y border-t">{past.map(row)}</ul>
        </details>
      ) : null}
      {stopping ? <StopRunsDialog budget={stopping} nameOf={nameOf} onClose={() => setStopping(null)} /> : null}
    </section>
  )
}

type AlertRowProps = {
  alert: BudgetAlert
  /** As it is now; undefined where it was removed. */
  budget: Budget | undefined
  nameOf: ScopeNames
  onStop: (budget: Budget) => void
}

function AlertRow({ alert, budget, nameOf, onStop }: AlertRowProps) {
  const { alertId, kind, threshold, runId, at, settledMicroUsd, settledTokens } = alert
  const isOpen = alert.acknowledgedAt === null
  const isBad = kind === 'exceeded' || threshold >= 100
  const words = alertWords(alert, nameOf)
  const then = budgetLimit(alert.budget)
  const now = budget && budgetLimit(budget)
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-3.5 py-2.5">
      <Icon
        name={isBad ? 'circle-alert' : 'triangle-alert'}
        size={16}
        className={classNames('mt-0.5', !isOpen ? 'text-mute' : isBad ? 'text-bad' : 'text-warn')}
      />
      <div className="min-w-48 flex-1">
        <p className="wrap-anywhere font-medium">{words}</p>
        <p className="flex flex-wrap gap-x-1.5 text-mute text-sm">
          <span className="figures">
            {say.spent(amountWords(alert.budget, { microUsd: settledMicroUsd, tokens: settledTokens }), then)}
          </span>
          {budget === undefined ? <span>· {say.removedBudget}</span> : null}
          {now !== undefined && now !== then ? <span>· {say.raisedSince(now)}</span> : null}
          <span aria-hidden>·</span>
          <RelativeTime atMs={at} />
          {runId === null ? null : (
            <a href={hrefOf({ screen: 'runs', runId })} className="font-medium text-accent hover:underline">
              {say.run}
            </a>
          )}
        </p>
      </div>
      {isOpen ? (
        <div className="flex items-center gap-1.5">
          {budget ? (
            <>
              <Button size="sm" onClick={() => budgets.openForm({ kind: 'change', budget, isRaise: true })}>
                {say.raise}
              </Button>
              <Button size="sm" onClick={() => onStop(budget)}>
                {say.stop}
              </Button>
            </>
          ) : null}
          <IconButton
            icon="check"
            label={say.acknowledgeOf(words)}
            className="size-7!"
            onClick={() => void attempt(() => budgets.acknowledge(alertId))}
          />
        </div>
      ) : null}
    </li>
  )
}

/** What an alert says, with the name its budget has now. */
export function alertWords({ kind, threshold, budget }: BudgetAlert, nameOf: ScopeNames): string {
  const title = budgetTitle(budget, nameOf)
  return kind === 'exceeded' ? say.exceeded(title) : say.threshold(title, threshold)
}

async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
