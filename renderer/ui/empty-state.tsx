import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'

type EmptyStateProps = {
  icon: IconName
  title: string
  /** What will be here. */
  body?: ReactNode
  /** The one next step. */
  action?: ReactNode
  className?: string
}

export function EmptyState({ icon, title, body, action, className }: EmptyStateProps) {
  return (
    <div
      className={classNames(
        'wrap-anywhere flex flex-col items-center justify-center px-6 py-10 text-center',
        className,
      )}
    >
      <span className="mb-3 flex size-10 shrink-0 items-center justify-center rounded-xl border bg-panel text-mute shadow-card">
        <Icon name={icon} size={19} />
      </span>
      <h2 className="font-semibold text-md">{title}</h2>
      {body ? <p className="mt-1 max-w-80 text-balance text-mute">{body}</p> : null}
      {action ? <div className="mt-4 flex gap-2">{action}</div> : null}
    </div>
  )
}
