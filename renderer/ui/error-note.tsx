import type { ReactNode } from 'react'
import type { ErrorInfo } from '../../shared/errors.ts'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { Ticks } from './ticks.tsx'

type ErrorNoteProps = {
  error: Pick<ErrorInfo, 'message' | 'hint'>
  /** The button that helps. */
  action?: ReactNode
  className?: string
}

/** An error in words, at the place where it happened, with what to do next. */
export function ErrorNote({ error, action, className }: ErrorNoteProps) {
  return (
    <div role="alert" className={classNames('flex items-start gap-2.5 rounded-lg bg-bad-soft px-3 py-2.5', className)}>
      <Icon name="circle-alert" size={16} className="mt-0.5 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium text-bad">
          <Ticks words={error.message} />
        </p>
        {error.hint ? (
          <p className="break-words text-sm">
            <Ticks words={error.hint} />
          </p>
        ) : null}
      </div>
      {action}
    </div>
  )
}
