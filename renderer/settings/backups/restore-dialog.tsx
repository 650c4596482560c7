import { type ReactNode, useEffect, useState } from 'react'
import type { Backup, RestorePreview } from '../../../shared/contract/backups.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { backups } from '../../state/backups-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatDateTime } from '../../ui/format.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useAttempt } from '../storage/use-attempt.ts'

const say = text.backups.restoring

/** Says what going back would replace, what is kept and what will be different, before it is done. */
export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const [preview, setPreview] = useState<RestorePreview | null>(null)
  const [failed, setFailed] = useState<ErrorInfo | null>(null)
  const [isDone, setDone] = useState(false)
  const { isBusy, attempt, error } = useAttempt()
  useEffect(() => {
    backups.preview(backup.fileName).then(setPreview, (thrown) => setFailed(errorOf(thrown)))
  }, [backup])
  const problem = failed ?? preview?.problem ?? error
  const restore = async () => {
    if (await attempt(async () => void (await backups.restore(backup.fileName)), { isShown: true })) setDone(true)
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.title}
      description={say.made(formatDateTime(backup.at), text.backups.why[backup.why])}
      footer={
        <>
          <Button variant="secondary" onClick={onClose} disabled={isDone}>
            {text.common.cancel}
          </Button>
          <Button
            variant="danger"
            isBusy={isBusy || isDone}
            disabled={preview === null || preview.problem !== null}
            onClick={restore}
          >
            {say.confirm}
          </Button>
        </>
      }
    >
      {problem ? <ErrorNote error={problem} className="mb-3" /> : null}
      {isDone ? <p role="status">{say.waiting}</p> : null}
      {preview === null && !problem ? (
        <div role="status" aria-label={say.looking} className="flex flex-col gap-3">
          <Skeleton className="h-24 rounded-lg" />
          <Skeleton className="h-20 rounded-lg" />
        </div>
      ) : null}
      {preview && preview.problem === null && !isDone ? <Consequences preview={preview} /> : null}
    </Dialog>
  )
}

function Consequences({ preview: { backup, now, runsUnderWay, runsInBackup } }: { preview: RestorePreview }) {
  return (
    <div className="flex flex-col gap-3">
      <dl className="flex flex-col gap-2 rounded-lg border bg-sunken px-3 py-2.5">
        <Fact title={say.backup}>
          {backup.counts ? text.backups.counts(backup.counts) : text.backups.unknownCounts}
        </Fact>
        <Fact title={say.now}>{now ? text.backups.counts(now) : say.nowUnreadable}</Fact>
      </dl>
      <ul className="flex list-disc flex-col gap-1.5 pl-5">
        <li>{say.kept}</li>
        {runsUnderWay > 0 ? <li>{say.runsNow(runsUnderWay)}</li> : null}
        {runsInBackup > 0 ? <li>{say.runsThen(runsInBackup)}</li> : null}
        <li>{say.triggers}</li>
        <li>{say.costs}</li>
        <li>{say.accounts}</li>
        <li>{say.restart}</li>
      </ul>
    </div>
  )
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-mute text-sm">{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
