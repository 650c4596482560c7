import { useState } from 'react'
import { budgetTitle, type ScopeNames } from '../../shared/budget-title.ts'
import type { BudgetAlert, BudgetStatus } from '../../shared/contract/budgets.ts'
import type { CostPeriod } from '../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { BudgetBar } from '../parts/budgets/budget-bar.tsx'
import { type BudgetLevel, barParts, budgetOfTopBar, levelOf, tightestLimit } from '../parts/budgets/budget-level.ts'
import { levelWords } from '../parts/budgets/budget-words.ts'
import { countOpenAlerts } from '../state/budgets-store.ts'
import { costsRoute, hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { CostTable } from './cost-table.tsx'

const say = text.budgets.widget
const inks: Record<BudgetLevel, string> = { ok: 'text-mute', warn: 'text-warn', bad: 'text-bad' }

type CostWidgetProps = {
  /** null while nothing is known yet. */
  costs: { today: CostPeriod; month: CostPeriod } | null
  /** Each budget in its current period, and what they told; empty while nothing is known yet. */
  budgets: readonly BudgetStatus[]
  alerts: readonly BudgetAlert[]
  nameOf: ScopeNames
  /** Any moment of the month in question, in milliseconds since the epoch. */
  nowMs: number
}

/** What models cost today and this month, with the budget that matters most; a click tells more. */
export function CostWidget({ costs, budgets, alerts, nameOf, nowMs }: CostWidgetProps) {
  const [isOpen, setOpen] = useState(false)
  const shown = budgetOfTopBar(budgets)
  const openAlerts = countOpenAlerts(alerts)
  return (
    <Popover
      align="end"
      className="w-84"
      label={text.frame.costs.label}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          className="flex h-8 shrink-0 items-center gap-3.5 rounded-md px-2 text-mute text-sm hover:bg-hover data-[state=open]:bg-hover"
        >
          {costs ? (
            <Amounts costs={costs} shown={shown} alerts={alerts} nameOf={nameOf} nowMs={nowMs} />
          ) : (
            <Skeleton className="h-3 w-32" />
          )}
          {openAlerts > 0 ? (
            <span className="figures flex items-center gap-1 font-semibold text-warn">
              <Icon name="bell" size={13} />
              {openAlerts}
              <span className="sr-only">{text.budgets.alerts.count(openAlerts)}</span>
            </span>
          ) : null}
        </button>
      }
    >
      {costs ? <CostTable {...costs} /> : <Skeleton className="h-24 w-full" />}
      <BudgetRows budgets={budgets} alerts={alerts} nameOf={nameOf} />
      <p className="mt-2.5 flex items-center justify-between border-t pt-2.5 text-sm">
        <a href={hrefOf(costsRoute)} onClick={() => setOpen(false)} className="font-medium text-accent hover:underline">
          {say.open}
        </a>
        {openAlerts > 0 ? (
          <span className="figures flex items-center gap-1 text-warn">
            <Icon name="bell" size={13} />
            {text.budgets.alerts.count(openAlerts)}
          </span>
        ) : null}
      </p>
    </Popover>
  )
}

type AmountsProps = {
  costs: { today: CostPeriod; month: CostPeriod }
  shown: BudgetStatus | null
  alerts: readonly BudgetAlert[]
  nameOf: ScopeNames
  nowMs: number
}

function Amounts({ costs, shown, alerts, nameOf, nowMs }: AmountsProps) {
  const monthName = new Date(nowMs).toLocaleDateString('en-US', { month: 'short' })
  const isMonthly = shown?.budget.scope.kind === 'workspace' && shown.budget.period === 'month'
  const limit = isMonthly ? (shown?.budget.limitMicroUsd ?? null) : null
  return (
    <>
      <Amount label={text.frame.costs.today} period={costs.today} />
      <span aria-hidden className="h-3.5 w-px bg-line" />
      <span className="flex flex-col gap-0.5">
        <span className="flex items-baseline gap-1.5">
          <Amount label={monthName} period={costs.month} />
          {limit === null ? null : <span className="figures">{say.of(formatMicroUsd(limit))}</span>}
          {shown ? <LevelNote status={shown} alerts={alerts} /> : null}
        </span>
        {shown ? <StatusBar status={shown} alerts={alerts} nameOf={nameOf} isThin /> : null}
      </span>
    </>
  )
}

/** Said in words where it is more than a colour would say alone. */
function LevelNote({ status, alerts }: { status: BudgetStatus; alerts: readonly BudgetAlert[] }) {
  const level = levelOf(status, alerts)
  if (level === 'ok') return null
  return <span className={classNames('figures font-semibold', inks[level])}>{levelWords(status, alerts)}</span>
}

type StatusBarProps = {
  status: BudgetStatus
  alerts: readonly BudgetAlert[]
  nameOf: ScopeNames
  isThin?: boolean
}

function StatusBar({ status, alerts, nameOf, isThin }: StatusBarProps) {
  return (
    <BudgetBar
      title={budgetTitle(status.budget, nameOf)}
      parts={barParts(tightestLimit(status), status.budget.thresholds)}
      level={levelOf(status, alerts)}
      isThin={isThin}
    />
  )
}

type BudgetRowsProps = Pick<CostWidgetProps, 'budgets' | 'alerts' | 'nameOf'>

function BudgetRows({ budgets, alerts, nameOf }: BudgetRowsProps) {
  const lasting = budgets.filter(({ budget }) => budget.period !== 'run')
  if (lasting.length === 0) return <p className="mt-3 text-mute text-sm">{say.noBudgets}</p>
  return (
    <ul aria-label={text.budgets.heading} className="mt-3 flex flex-col gap-2.5">
      {lasting.map((status) => (
        <li key={status.budget.budgetId} className="flex flex-col gap-1 text-sm">
          <span className="flex items-baseline justify-between gap-2">
            <span className="min-w-0 truncate">{budgetTitle(status.budget, nameOf)}</span>
            <span className={classNames('figures shrink-0', inks[levelOf(status, alerts)])}>
              {levelOf(status, alerts) === 'ok' ? say.used(status.usedPercent) : levelWords(status, alerts)}
            </span>
          </span>
          <StatusBar status={status} alerts={alerts} nameOf={nameOf} />
        </li>
      ))}
    </ul>
  )
}

function Amount({ label, period }: { label: string; period: CostPeriod }) {
  return (
    <span className="figures">
      {label} <Money microUsd={period.microUsd} className="font-semibold text-text" />
      {period.unknownCalls > 0 ? <span className="ml-1 text-warn">{text.common.andUnknown}</span> : null}
    </span>
  )
}
