import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'

export type BadgeTone = 'plain' | 'accent' | 'ok' | 'warn' | 'bad'

const tones: Record<BadgeTone, string> = {
  plain: 'bg-hover text-mute',
  accent: 'bg-accent-soft text-accent',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

type BadgeProps = { tone?: BadgeTone; icon?: IconName; className?: string; children: ReactNode }

export function Badge({ tone = 'plain', icon, className, children }: BadgeProps) {
  return (
    <span
      className={classNames(
        'figures inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 font-medium text-xs',
        tones[tone],
        className,
      )}
    >
      {icon ? <Icon name={icon} size={12} /> : null}
      {children}
    </span>
  )
}
