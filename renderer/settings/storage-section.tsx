import { useEffect } from 'react'
import { RetentionForm } from '../parts/retention/retention-form.tsx'
import { changeSettings, useSettings } from '../state/settings-store.ts'
import { storage, useStorage } from '../state/storage-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Panel } from './panel.tsx'
import { BackupRoom } from './storage/backup-room.tsx'
import { RoomPanel } from './storage/room-panel.tsx'
import { WorkflowRooms } from './storage/workflow-rooms.tsx'

const say = text.storage

/** What takes room in the data folder, how long runs are kept, and what frees room. */
export function StorageSection() {
  const { usage, error } = useStorage()
  const settings = useSettings((state) => state.settings)
  useEffect(() => {
    void storage.load()
  }, [])
  if (!usage) {
    if (!error) {
      return (
        <div role="status" aria-label={text.common.loading} className="flex flex-col gap-5">
          <Skeleton className="h-72 rounded-xl" />
          <Skeleton className="h-24 rounded-xl" />
        </div>
      )
    }
    return (
      <ErrorNote
        error={error}
        action={
          <Button size="sm" onClick={storage.load}>
            {text.common.retry}
          </Button>
        }
      />
    )
  }
  return (
    <>
      {error ? <ErrorNote error={error} /> : null}
      <RoomPanel usage={usage} />
      {settings ? (
        <Panel className="px-4 py-3.5">
          <div className="max-w-md">
            <RetentionForm
              label={say.keep}
              hint={say.keepHint}
              value={settings.retention}
              onChange={async (retention) => {
                await changeSettings({ retention: retention ?? {} })
                await storage.load()
              }}
            />
          </div>
        </Panel>
      ) : null}
      <WorkflowRooms workflows={usage.workflows} />
      <BackupRoom backups={usage.backups} />
    </>
  )
}
