import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import type { TestOutcome } from './use-test.ts'

const say = text.integrations.connection

type TestNoteProps = { isTesting: boolean; outcome: TestOutcome; className?: string }

/** Under a connection that was just tested: what came of it. */
export function TestNote({ isTesting, outcome, className }: TestNoteProps) {
  return (
    <div role="status" className="empty:hidden">
      {isTesting ? <p className={classNames('text-mute text-sm', className)}>{say.testing}</p> : null}
      {outcome?.kind === 'answered' && outcome.connection.state === 'working' ? (
        <p className={classNames('wrap-anywhere flex items-start gap-2 text-ok text-sm', className)}>
          <Icon name="circle-check" size={14} className="mt-px" />
          {say.works(outcome.connection.account)}
        </p>
      ) : null}
      {outcome?.kind === 'failed' ? (
        <div className={className}>
          <ErrorNote error={outcome.error} />
        </div>
      ) : null}
    </div>
  )
}
