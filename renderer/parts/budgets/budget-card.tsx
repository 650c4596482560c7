import { budgetTitle, formatTokens, type ScopeNames } from '../../../shared/budget-title.ts'
import type { BudgetAlert, BudgetStatus } from '../../../shared/contract/budgets.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { budgets } from '../../state/budgets-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { BudgetBar } from './budget-bar.tsx'
import { type BudgetLevel, barParts, levelOf } from './budget-level.ts'
import { amountWords, exceedWords, levelWords, periodWords } from './budget-words.ts'

const say = text.budgets
const icons: Record<BudgetLevel, IconName> = { ok: 'circle-check', warn: 'triangle-alert', bad: 'circle-alert' }

type BudgetCardProps = {
  status: BudgetStatus
  alerts: readonly BudgetAlert[]
  nameOf: ScopeNames
  nowMs: number
  onRemove: () => void
}

/** One budget in its current period. */
export function BudgetCard({ status, alerts, nameOf, nowMs, onRemove }: BudgetCardProps) {
  const { budget, runId } = status
  const title = budgetTitle(budget, nameOf)
  const level = levelOf(status, alerts)
  const held = { microUsd: status.reservedMicroUsd, tokens: status.reservedTokens }
  return (
    <article aria-label={title} className="flex min-w-0 flex-col gap-2.5 rounded-xl border bg-panel p-3.5 shadow-card">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="wrap-anywhere font-semibold text-md">{title}</h3>
          <p className="text-mute text-sm">{periodWords(status, nowMs)}</p>
        </div>
        <IconButton
          icon="pencil"
          size="sm"
          label={say.edit(title)}
          onClick={() => budgets.openForm({ kind: 'change', budget, isRaise: false })}
        />
        <IconButton icon="trash-2" size="sm" label={say.remove(title)} onClick={onRemove} />
      </header>
      {budget.limitMicroUsd === null ? null : (
        <Limit
          title={title}
          level={level}
          spent={formatMicroUsd(status.settledMicroUsd)}
          limit={formatMicroUsd(budget.limitMicroUsd)}
          parts={barParts(
            { settled: status.settledMicroUsd, reserved: status.reservedMicroUsd, limit: budget.limitMicroUsd },
            budget.thresholds,
          )}
        />
      )}
      {budget.limitTokens === null ? null : (
        <Limit
          title={title}
          level={level}
          spent={formatTokens(status.settledTokens)}
          limit={formatTokens(budget.limitTokens)}
          parts={barParts(
            { settled: status.settledTokens, reserved: status.reservedTokens, limit: budget.limitTokens },
            budget.thresholds,
          )}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-mute text-sm">
        <Badge tone={level} icon={icons[level]}>
          {levelWords(status, alerts)}
        </Badge>
        <span>{exceedWords(budget)}</span>
      </div>
      {held.microUsd > 0 || held.tokens > 0 ? (
        <p className="flex items-center gap-1.5 text-mute text-sm">
          <Icon name="hourglass" size={13} />
          {say.held(amountWords(budget, held))}
        </p>
      ) : null}
      {status.unknownCalls > 0 && budget.limitMicroUsd !== null ? (
        <p className="flex items-center gap-1.5 text-sm text-warn">
          <Icon name="triangle-alert" size={13} />
          {say.unknown(status.unknownCalls)}
        </p>
      ) : null}
      {budget.period === 'run' ? (
        <p className="text-mute text-sm">
          {runId === null ? (
            say.noRunYet
          ) : (
            <a href={hrefOf({ screen: 'runs', runId })} className="font-medium text-accent hover:underline">
              {say.usedBy}
            </a>
          )}
        </p>
      ) : null}
    </article>
  )
}

type LimitProps = {
  title: string
  spent: string
  limit: string
  parts: ReturnType<typeof barParts>
  level: BudgetLevel
}

function Limit({ title, spent, limit, parts, level }: LimitProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex items-baseline justify-between gap-2">
        <span className="figures">
          <span className="font-semibold text-lg">{spent}</span> <span className="text-mute">{say.spentOf(limit)}</span>
        </span>
        <span className="figures text-mute text-sm">{say.widget.used(Math.floor(parts.settled))}</span>
      </p>
      <BudgetBar title={title} parts={parts} level={level} />
    </div>
  )
}
