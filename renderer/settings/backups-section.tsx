import { useEffect } from 'react'
import { backups, useBackups } from '../state/backups-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { BackupList } from './backups/backup-list.tsx'
import { BackupRules } from './backups/backup-rules.tsx'
import { BackupStanding } from './backups/backup-standing.tsx'

const say = text.backups

/** Copies of the database: how they stand, when they are made and kept, and the way back to one. */
export function BackupsSection() {
  const { view, settings, error } = useBackups()
  useEffect(() => backups.follow(), [])
  if (!view || !settings) {
    if (!error) {
      return (
        <div role="status" aria-label={text.common.loading} className="flex flex-col gap-5">
          <Skeleton className="h-32 rounded-xl" />
          <Skeleton className="h-72 rounded-xl" />
        </div>
      )
    }
    return (
      <ErrorNote
        error={error}
        action={
          <Button size="sm" onClick={backups.load}>
            {text.common.retry}
          </Button>
        }
      />
    )
  }
  return (
    <>
      <p className="-mt-3 text-mute">{say.intro}</p>
      {error ? <ErrorNote error={error} /> : null}
      {view.lastError ? <ErrorNote error={view.lastError} /> : null}
      <BackupStanding view={view} isOn={settings.isOn} />
      <BackupList view={view} />
      <BackupRules settings={settings} />
    </>
  )
}
