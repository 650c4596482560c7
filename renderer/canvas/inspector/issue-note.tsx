import type { Issue } from '../../../shared/contract/workflows.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'

/** Something wrong with a node as a whole, or worth knowing about it. */
export function IssueNote({ issue }: { issue: Issue }) {
  const isError = issue.severity === 'error'
  return (
    <div
      role={isError ? 'alert' : 'note'}
      className={classNames(
        'flex items-start gap-2 rounded-lg px-3 py-2 text-sm',
        isError ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn',
      )}
    >
      <Icon name={isError ? 'circle-alert' : 'triangle-alert'} size={15} className="mt-px" />
      <p className="min-w-0 flex-1 break-words">
        <Ticks words={issue.message} />
      </p>
    </div>
  )
}
