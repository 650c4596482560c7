import type { ReactNode } from 'react'
import type { RunSummary } from '../../../shared/contract/runs.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Duration } from '../../ui/duration.tsx'
import { formatCompactCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { DryRunBadge } from '../costs/dry-run-badge.tsx'
import { SummaryIcon, summaryWords } from './run-state.tsx'
import { triggerIcons } from './trigger-icons.ts'

type RunRowProps = {
  run: RunSummary
  href: string
  isCurrent: boolean
  /** One line of a wide list, or two lines of a narrow one with the workflow's name. */
  layout: 'line' | 'card'
  /** A third line of a card. */
  below?: ReactNode
}

/** A run in a list: how it stands, when, how long, tokens, cost. */
export function RunRow({ run, href, isCurrent, layout, below }: RunRowProps) {
  const tokens = run.inputTokens + run.outputTokens
  const isAllUnknown = run.unknownCalls > 0 && run.microUsd === 0
  const cost = (
    <Money
      microUsd={isAllUnknown ? null : run.microUsd}
      isPartlyUnknown={!isAllUnknown && run.unknownCalls > 0}
      className="font-semibold text-text"
    />
  )
  const words = summaryWords(run)
  const time = run.status === 'queued' ? null : <Duration startedAt={run.startedAt} endedAt={run.finishedAt} />
  const look = classNames('flex w-full', isCurrent ? 'bg-accent-soft' : 'hover:bg-hover/60')
  if (layout === 'line') {
    return (
      <a href={href} aria-current={isCurrent || undefined} className={classNames(look, 'h-7 items-center gap-3 px-3')}>
        <SummaryIcon run={run} size={15} />
        <RelativeTime atMs={run.startedAt} className="w-24 shrink-0" />
        <StartedBy run={run} />
        {run.isDryRun ? <DryRunBadge /> : null}
        <span className="min-w-0 flex-1 truncate text-mute">
          {run.error ? run.error.message : (words ?? text.runs.triggers[run.trigger])}
        </span>
        <span className="w-16 text-right text-mute">{time}</span>
        <span className="figures w-20 text-right text-mute">{text.canvas.card.tokens(formatCompactCount(tokens))}</span>
        <span className="w-24 text-right">{run.isDryRun ? null : cost}</span>
      </a>
    )
  }
  return (
    <a
      href={href}
      aria-current={isCurrent || undefined}
      className={classNames(look, 'h-full min-w-0 gap-2.5 py-2 pr-3 focus-visible:-outline-offset-2')}
    >
      <SummaryIcon run={run} size={16} className="mt-0.5" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{run.workflowName}</span>
          {run.isDryRun ? <DryRunBadge className="self-center" /> : cost}
        </span>
        <span className="figures flex items-center gap-2 whitespace-nowrap text-mute text-sm">
          <StartedBy run={run} />
          <RelativeTime atMs={run.startedAt} />
          <span aria-hidden>·</span>
          {words ? (
            <span className={run.asksYou > 0 && !isCurrent ? 'truncate text-warn' : 'truncate'}>{words}</span>
          ) : (
            <>
              {time}
              <span aria-hidden>·</span>
              {run.error ? (
                <span className="min-w-0 truncate text-bad">{run.error.message}</span>
              ) : (
                <span className="min-w-0 truncate">{text.canvas.card.tokens(formatCompactCount(tokens))}</span>
              )}
            </>
          )}
        </span>
        {below}
      </span>
    </a>
  )
}

/** What started it, as a drawing; the words are its name. */
function StartedBy({ run: { trigger } }: Pick<RunRowProps, 'run'>) {
  const words = text.runs.triggers[trigger]
  return (
    <span title={words} className="flex shrink-0">
      <Icon name={triggerIcons[trigger]} size={13} label={words} className="text-mute" />
    </span>
  )
}
