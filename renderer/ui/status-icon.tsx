import { text } from '../text.ts'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'

/** How far a run or a node is. */
export type Status =
  | 'idle'
  | 'queued'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'waiting'
  | 'cached'
  | 'disabled'

const looks: Record<Status, { icon: IconName; color: string }> = {
  idle: { icon: 'circle-dashed', color: 'text-faint' },
  queued: { icon: 'clock', color: 'text-mute' },
  running: { icon: 'loader-circle', color: 'text-accent animate-spin' },
  succeeded: { icon: 'circle-check', color: 'text-ok' },
  failed: { icon: 'circle-x', color: 'text-bad' },
  skipped: { icon: 'circle-slash', color: 'text-faint' },
  cancelled: { icon: 'ban', color: 'text-mute' },
  waiting: { icon: 'hand', color: 'text-warn' },
  cached: { icon: 'history', color: 'text-ok' },
  disabled: { icon: 'minus', color: 'text-faint' },
}

type StatusIconProps = { status: Status; size?: number; className?: string }

export function StatusIcon({ status, size = 16, className }: StatusIconProps) {
  const look = looks[status]
  return (
    <Icon
      name={look.icon}
      size={size}
      label={text.common.state[status]}
      className={classNames(look.color, className)}
    />
  )
}

/** A state as other parts name it; one this page does not know shows as not run. */
export function toStatus(name: string): Status {
  // `looks` has exactly the states as its keys.
  return Object.hasOwn(looks, name) ? (name as Status) : 'idle'
}
