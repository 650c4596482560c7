import type { ReactNode } from 'react'
import type { CostRange, CostReport } from '../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { CostFigure } from '../parts/costs/cost-figure.tsx'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { formatCompactCount, formatCount, formatShare } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'
import { changeWords } from './change-words.ts'

const say = text.costs.figures

type FiguresProps = { report: CostReport; range: CostRange; nowMs: number }

/** What it came to, at the top of the screen. */
export function Figures({ report, range, nowMs }: FiguresProps) {
  const { total, cache, forecast } = report
  const change = changeWords(report, range, nowMs)
  const known = total.calls - total.unknownCalls
  const cachedShare = total.inputTokens > 0 ? total.cachedInputTokens / total.inputTokens : 0
  const uncached = total.microUsd + cache.savedMicroUsd
  return (
    <dl
      aria-label={say.label}
      className={classNames('grid gap-3', forecast ? 'grid-cols-[1.35fr_1fr_1fr_1fr_1fr_1fr]' : 'grid-cols-5')}
    >
      <Figure title={say.spent} value={<CostFigure sum={total} />} isMain>
        <span className="flex items-start gap-1">
          {change.way === 'up' || change.way === 'down' ? (
            <Icon name={change.way === 'up' ? 'arrow-up' : 'arrow-down'} size={13} className="mt-[1.5px]" />
          ) : null}
          {change.words}
        </span>
      </Figure>
      {forecast ? (
        <Figure title={say.expected} value={<Money microUsd={forecast.monthMicroUsd} />}>
          {say.expectedHint(formatMicroUsd(forecast.perDayMicroUsd), forecast.fromDays)}
        </Figure>
      ) : null}
      <Figure title={say.tokensIn} value={<Tokens count={total.inputTokens} />}>
        {total.cachedInputTokens > 0
          ? say.cached(formatCompactCount(total.cachedInputTokens), formatShare(cachedShare))
          : say.nothingCached}
      </Figure>
      <Figure title={say.tokensOut} value={<Tokens count={total.outputTokens} />}>
        {total.reasoningTokens > 0 ? say.reasoning(formatCompactCount(total.reasoningTokens)) : say.noReasoning}
      </Figure>
      <Figure title={say.calls} value={formatCount(total.calls)}>
        {say.inRuns(text.costs.runs(total.runs))}
        {known > 0 ? `, ${say.perCall(formatMicroUsd(Math.round(total.microUsd / known)))}` : ''}
      </Figure>
      <Figure title={say.saved} hint={say.savedHint} value={<Money microUsd={cache.savedMicroUsd} />}>
        {cache.savedMicroUsd > 0 && uncached > 0
          ? say.savedOf(formatShare(cache.savedMicroUsd / uncached))
          : cache.cachedInputTokens > 0
            ? text.costs.figures.cached(formatCompactCount(cache.cachedInputTokens), formatShare(cachedShare))
            : say.nothingSaved}
      </Figure>
    </dl>
  )
}

type FigureProps = { title: string; hint?: string; value: ReactNode; isMain?: boolean; children: ReactNode }

function Figure({ title, hint, value, isMain = false, children }: FigureProps) {
  return (
    <div title={hint} className="flex min-w-0 flex-col rounded-xl border bg-panel px-3.5 py-3 shadow-card">
      <dt className="truncate text-mute text-sm">{title}</dt>
      <dd
        className={classNames('figures mt-0.5 truncate font-semibold', isMain ? 'text-2xl' : 'text-xl leading-[30px]')}
      >
        {value}
      </dd>
      <dd className="mt-0.5 text-balance text-mute text-sm">{children}</dd>
    </div>
  )
}

/** Short, with the exact number as the hint. */
function Tokens({ count }: { count: number }) {
  return <span title={formatCount(count)}>{formatCompactCount(count)}</span>
}
