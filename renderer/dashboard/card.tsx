import type { ReactNode } from 'react'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import type { Change } from './changes.ts'

type CardProps = {
  title: string
  value: ReactNode
  /** The runs behind it. */
  href: string
  change: ReactNode
  /** A second figure, below a line. */
  children: ReactNode
}

/** One figure with how it changed, and a smaller one below. */
export function Card({ title, value, href, change, children }: CardProps) {
  return (
    <div className="flex min-w-0 flex-col rounded-xl border bg-panel px-3.5 pt-3 pb-2.5 shadow-card">
      <dt className="truncate text-mute text-sm">{title}</dt>
      <dd className="figures mt-0.5 truncate font-semibold text-2xl">
        <a href={href} title={text.dashboard.openRuns(title)} className="rounded-sm hover:text-accent">
          {value}
        </a>
      </dd>
      <dd className="mt-0.5 flex-1 text-balance text-sm">{change}</dd>
      <dd className="mt-2 flex min-h-7 items-end justify-between gap-1.5 border-t pt-2 text-sm leading-4">
        {children}
      </dd>
    </div>
  )
}

const tones: Record<Change['tone'], string> = { good: 'text-ok', bad: 'text-bad', plain: 'text-mute' }

/** How a figure changed, in words. */
export function ChangeLine({ change }: { change: Change }) {
  return (
    <span className={classNames('flex items-start gap-1', tones[change.tone])}>
      <Arrow way={change.way} />
      <span>{change.words}</span>
    </span>
  )
}

/** The same where there is little room; the rest is its hint. */
export function ChangeMark({ change }: { change: Change }) {
  if (change.short === '') return null
  return (
    <span title={change.words} className={classNames('figures flex shrink-0 items-center', tones[change.tone])}>
      <Arrow way={change.way} />
      {change.short}
    </span>
  )
}

function Arrow({ way }: Pick<Change, 'way'>) {
  if (way !== 'up' && way !== 'down') return null
  return (
    <>
      <Icon name={way === 'up' ? 'arrow-up' : 'arrow-down'} size={13} className="mt-[1.5px] shrink-0" />
      <span className="sr-only">{way === 'up' ? text.dashboard.change.more : text.dashboard.change.less}</span>
    </>
  )
}

/** The second figure of a card. */
export function CardLink({ href, title, children }: { href: string; title?: string; children: ReactNode }) {
  return (
    <a href={href} title={title} className="min-w-0 truncate rounded-sm hover:text-accent hover:underline">
      {children}
    </a>
  )
}
