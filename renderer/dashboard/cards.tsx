import type { Dashboard, DashboardFigures } from '../../shared/contract/dashboard.ts'
import { fewestRuns } from '../../shared/contract/dashboard.ts'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import { CostFigure } from '../parts/costs/cost-figure.tsx'
import type { DashboardQuery } from '../state/dashboard-query.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { formatCompactCount, formatCount, formatDuration } from '../ui/format.ts'
import { Card, CardLink, ChangeLine, ChangeMark } from './card.tsx'
import { countChange, measureChange, rateChange, rateWords, successRate } from './changes.ts'
import { runsHref } from './run-links.ts'

const say = text.dashboard.cards
const { change: sayChange } = text.dashboard
const dash = '–'

type CardsProps = { figures: Dashboard; filter: DashboardQuery['filter'] }

/** How it is going, at the top of the screen. Every figure leads to the runs behind it. */
export function Cards({ figures, filter }: CardsProps) {
  const { now, before } = figures
  const href = (narrower: RunFilter = {}) => runsHref(filter, figures, narrower)
  const runs = { now: now.runs, before: before.runs }
  const over = { now: overOf(now), before: overOf(before) }
  const tokens = (of: DashboardFigures) => of.inputTokens + of.outputTokens
  const count = { runs, judge: 'plain', format: formatCount } as const
  const time = { runs: over, judge: 'more-is-bad', format: formatDuration } as const
  return (
    <dl aria-label={say.label} className="grid grid-cols-6 gap-3">
      <Card
        title={say.runs}
        href={href()}
        value={
          <span title={formatCount(now.runs)}>
            {now.runs < 100_000 ? formatCount(now.runs) : formatCompactCount(now.runs)}
          </span>
        }
        change={<ChangeLine change={countChange({ ...count, now: now.runs, before: before.runs })} />}
      >
        <CardLink href={href()} title={say.workflowsHint}>
          {say.workflows(now.workflows)}
        </CardLink>
        <ChangeMark change={countChange({ ...count, now: now.workflows, before: before.workflows })} />
      </Card>
      <RateCard now={now} before={before} filter={filter} href={href} />
      <Card
        title={say.average}
        href={href()}
        value={now.averageMs === null ? dash : formatDuration(now.averageMs)}
        change={
          now.averageMs === null ? (
            <Quiet>{say.noneOver}</Quiet>
          ) : (
            <ChangeLine change={measureChange({ ...time, now: now.averageMs, before: before.averageMs })} />
          )
        }
      >
        {now.p95Ms === null || over.now < fewestRuns ? (
          <Quiet>{say.p95Unknown}</Quiet>
        ) : (
          <>
            <CardLink href={href()}>{say.p95(formatDuration(now.p95Ms))}</CardLink>
            <ChangeMark change={measureChange({ ...time, now: now.p95Ms, before: before.p95Ms })} />
          </>
        )}
      </Card>
      <Card
        title={say.cost}
        href={href()}
        value={<CostFigure sum={{ ...now, unknownCalls: now.unknownCalls === now.calls ? now.unknownCalls : 0 }} />}
        change={
          now.unknownCalls > 0 || before.unknownCalls > 0 ? (
            <Quiet>
              {before.runs === 0 ? sayChange.nothingBefore : sayChange.before(formatMicroUsd(before.microUsd))}
            </Quiet>
          ) : (
            <ChangeLine
              change={countChange({ ...count, now: now.microUsd, before: before.microUsd, format: formatMicroUsd })}
            />
          )
        }
      >
        <CardLink href={href()}>{say.calls(now.calls)}</CardLink>
        {now.unknownCalls > 0 ? (
          <span title={text.costs.unknownHint(now.unknownCalls)} className="shrink-0 text-warn">
            {text.costs.unknown(now.unknownCalls)}
          </span>
        ) : (
          <ChangeMark change={countChange({ ...count, now: now.calls, before: before.calls })} />
        )}
      </Card>
      <Card
        title={say.tokens}
        href={href()}
        value={<span title={formatCount(tokens(now))}>{formatCompactCount(tokens(now))}</span>}
        change={
          <ChangeLine
            change={countChange({ ...count, now: tokens(now), before: tokens(before), format: formatCompactCount })}
          />
        }
      >
        <CardLink href={href()}>
          {say.inAndOut(formatCompactCount(now.inputTokens), formatCompactCount(now.outputTokens))}
        </CardLink>
      </Card>
      <Card
        title={say.waiting}
        href={hrefOf({ screen: 'runs' })}
        value={<span className={figures.asksYou > 0 ? 'text-warn' : undefined}>{formatCount(figures.asksYou)}</span>}
        change={<Quiet>{say.now}</Quiet>}
      >
        <CardLink href={hrefOf({ screen: 'runs', filter: { status: 'running' } })}>
          {say.running(figures.runningNow)}
        </CardLink>
        <CardLink href={hrefOf({ screen: 'runs', filter: { status: 'queued' } })}>
          {say.queued(figures.queuedNow)}
        </CardLink>
      </Card>
    </dl>
  )
}

type RateCardProps = {
  now: DashboardFigures
  before: DashboardFigures
  filter: DashboardQuery['filter']
  href: (narrower: RunFilter) => string
}

/** The share of runs that succeeded, of those that are over. */
function RateCard({ now, before, filter, href }: RateCardProps) {
  const rate = successRate(now)
  const ended = now.succeeded + now.failed
  const failures = countChange({
    ...{ now: now.failed, before: before.failed, judge: 'more-is-bad', format: formatCount },
    runs: { now: now.runs, before: before.runs },
  })
  const isChosen = filter.status !== undefined
  const value = isChosen || ended === 0 ? dash : rate === null ? say.rateOf(now.succeeded, ended) : rateWords(rate)
  return (
    <Card
      title={say.rate}
      href={href(isChosen ? {} : { status: 'succeeded' })}
      value={value}
      change={
        isChosen || ended === 0 ? (
          <Quiet>{isChosen ? say.statusChosen : say.noneOver}</Quiet>
        ) : (
          <ChangeLine change={rateChange(now, before)} />
        )
      }
    >
      <CardLink href={href({ status: 'failed' })}>{say.failed(now.failed)}</CardLink>
      <ChangeMark change={failures} />
    </Card>
  )
}

function overOf({ succeeded, failed, cancelled }: DashboardFigures): number {
  return succeeded + failed + cancelled
}

function Quiet({ children }: { children: string }) {
  return <span className="min-w-0 truncate text-mute">{children}</span>
}
